"""Draws crosses and rings at random places and writes them as PNG files."""

import os
import random
import struct
import zlib

SIDE = 24


def chunk(kind, data):
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def png(pixels):
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 0, 0, 0, 0)
    rows = b"".join(b"\0" + bytes(row) for row in pixels)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
            + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b""))


def draw(kind, source):
    x0, y0, size = source.randint(8, 15), source.randint(8, 15), source.randint(4, 7)
    pixels = [[255] * SIDE for _ in range(SIDE)]
    for y in range(SIDE):
        for x in range(SIDE):
            dx, dy = x - x0, y - y0
            if kind == "cross":
                is_ink = max(abs(dx), abs(dy)) <= size and min(abs(dx), abs(dy)) <= 1
            else:
                is_ink = abs((dx * dx + dy * dy) ** 0.5 - size) <= 1
            if is_ink:
                pixels[y][x] = 0
    return png(pixels)


def main():
    source = random.Random(1)
    for kind in ["cross", "ring"]:
        os.makedirs(kind, exist_ok=True)
        for number in range(1, 11):
            with open(f"{kind}/{number}.png", "wb") as file:
                file.write(draw(kind, source))


main()
