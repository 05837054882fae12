@testable import Fledgling

/// A few strokes on paper, to be drawn at any size.
struct Drawing {
  var side = 105
  var left = 30
  var top = 32
  var paper: UInt8 = 255
  var ink: UInt8 = 0
  /// Pairs of ends, in thousandths of ``extent``.
  var strokes: [(x0: Int, y0: Int, x1: Int, y1: Int)]
  var extent = 45

  static let all: [Drawing] = [
    Drawing(strokes: [(0, 0, 1_000, 0), (500, 0, 500, 1_000)]),
    Drawing(strokes: [(0, 0, 0, 1_000), (0, 1_000, 900, 1_000), (900, 1_000, 900, 400)]),
    Drawing(strokes: [(0, 1_000, 500, 0), (500, 0, 1_000, 1_000), (250, 500, 750, 500)]),
    Drawing(strokes: [(0, 0, 1_000, 1_000), (1_000, 0, 0, 1_000)]),
  ]

  func scaled(to side: Int) -> Drawing {
    var drawing = self
    drawing.side = side
    drawing.left = left * side / self.side
    drawing.top = top * side / self.side
    drawing.extent = extent * side / self.side
    return drawing
  }

  /// By some 10° about its middle.
  func turned() -> Drawing {
    func turn(_ x: Int, _ y: Int) -> (Int, Int) {
      let (u, v) = (x - 500, y - 500)
      return (500 + (985 * u - 174 * v) / 1_000, 500 + (174 * u + 985 * v) / 1_000)
    }
    var drawing = self
    drawing.strokes = strokes.map {
      let (start, end) = (turn($0.x0, $0.y0), turn($0.x1, $0.y1))
      return (start.0, start.1, end.0, end.1)
    }
    return drawing
  }

  func pixels() -> [UInt8] {
    var pixels = [UInt8](repeating: paper, count: side * side)
    let pen = max(1, extent / 30)
    let steps = extent * 2
    for stroke in strokes {
      for i in 0...steps {
        let x = left + (stroke.x0 * (steps - i) + stroke.x1 * i) * extent / (1_000 * steps)
        let y = top + (stroke.y0 * (steps - i) + stroke.y1 * i) * extent / (1_000 * steps)
        for v in y - pen...y + pen {
          for u in x - pen...x + pen where (0..<side).contains(u) && (0..<side).contains(v) {
            pixels[v * side + u] = ink
          }
        }
      }
    }
    return pixels
  }

  func shape() -> Shape { ImageDistortionMatcher.prepare(pixels(), width: side, height: side) }

  func views() -> [Shape] { ImageDistortionMatcher.views(pixels(), width: side, height: side) }
}
