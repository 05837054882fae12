import Fledgling
import FledglingImages
import Foundation
import TestSupport

extension Example {
  static func image(_ print: Print) throws {
    let scratch = try Scratch()
    let pixel =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
    let path = try scratch.write(Data(base64Encoded: pixel) ?? Data(), "dot.png")
    // docs: Image
    let picture = try ImageDecoder.read(path: path)
    print(picture.width, "×", picture.height, "pixels,", picture.channels, "channel")
    let schema = try Schema(fields: [Field("photo", .image)], target: "kind", task: .classification)
    var learner = Learner(schema: schema)
    try learner.learn([.image(picture)], outcome: .label("dot"))
    // end
  }
}
