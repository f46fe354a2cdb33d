"""Makes the pictures of this folder and expected.json: what Pillow reads of each. See README.md."""
import base64
import io
import json
import os
import struct
import sys
import zlib

import PIL
from PIL import Image, ImageOps, ImageCms

OUT = sys.argv[1]
W, H = 13, 9
MAGIC = b"\x89PNG\r\n\x1a\n"
ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def value(x, y, c, most):
    return (x * 7919 + y * 104729 + c * 1299709 + x * y * 31) % (most + 1)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def row_bytes(samples, bits):
    if bits == 16:
        return b"".join(struct.pack(">H", s) for s in samples)
    if bits == 8:
        return bytes(samples)
    out, acc, n = bytearray(), 0, 0
    for s in samples:
        acc = (acc << bits) | s
        n += bits
        if n == 8:
            out.append(acc)
            acc, n = 0, 0
    if n:
        out.append(acc << (8 - n))
    return bytes(out)


def paeth(a, b, c):
    p = a + b - c
    pa, pb, pc = abs(p - a), abs(p - b), abs(p - c)
    return a if pa <= pb and pa <= pc else b if pb <= pc else c


def filtered(rows, bpp):
    """Each row by another filter, so that all five are met."""
    out, before = bytearray(), bytes(len(rows[0]) if rows else 0)
    for y, row in enumerate(rows):
        f = y % 5
        out.append(f)
        for i, v in enumerate(row):
            a = row[i - bpp] if i >= bpp else 0
            b = before[i]
            c = before[i - bpp] if i >= bpp else 0
            out.append((v - [0, a, b, (a + b) // 2, paeth(a, b, c)][f]) & 255)
        before = row
    return bytes(out)


def png(name, colour, bits, sample, interlaced=False, before=b"", after=b"", width=W, height=H, apng=False):
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    bpp = max(1, channels * bits // 8)

    def part(x0, y0, dx, dy):
        xs, ys = range(x0, width, dx), range(y0, height, dy)
        if not xs or not ys:
            return b""
        return filtered([row_bytes([sample(x, y, c) for x in xs for c in range(channels)], bits) for y in ys], bpp)

    raw = b"".join(part(*p) for p in ADAM7) if interlaced else part(0, 0, 1, 1)
    data = MAGIC + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, int(interlaced))) + before
    packed = zlib.compress(raw)
    data += chunk(b"IDAT", packed[: len(packed) // 2]) + chunk(b"IDAT", packed[len(packed) // 2 :]) + after + chunk(b"IEND", b"")
    save(name, data)


def save(name, data):
    with open(os.path.join(OUT, name), "wb") as f:
        f.write(data)


def exif(orientation, big):
    e = ">" if big else "<"
    return (b"MM" if big else b"II") + struct.pack(e + "HI", 42, 8) + struct.pack(e + "H", 1) + struct.pack(e + "HHIHH", 274, 3, 1, orientation, 0) + struct.pack(e + "I", 0)


def rgb(mode="RGB", width=W, height=H):
    n = len(mode)
    im = Image.new(mode, (width, height))
    im.putdata([tuple(value(x, y, c, 255) for c in range(n)) if n > 1 else value(x, y, 0, 255) for y in range(height) for x in range(width)])
    return im


def smooth(width=37, height=29):
    im = Image.new("RGB", (width, height))
    im.putdata([((x * 6 + y) % 256, (y * 8 + 3 * x) % 256, 255 if (x - 18) ** 2 + (y - 14) ** 2 < 90 else 20) for y in range(height) for x in range(width)])
    return im


eight = lambda x, y, c: value(x, y, c, 255)
sixteen = lambda x, y, c: value(x, y, c, 65535)
# Alpha of 0 over every colour in a third of the pixels.
alpha = lambda n, most: (lambda x, y, c: value(x, y, c, most) if c < n else (0, most, most * 2 // 5)[(x + y) % 3])

for o in range(1, 9):
    png(f"exif-{o}.png", 2, 8, eight, before=chunk(b"eXIf", exif(o, o % 2 == 0)))
    smooth(16, 12).save(os.path.join(OUT, f"exif-{o}.jpg"), quality=95, subsampling=0, exif=b"Exif\0\0" + exif(o, o % 2 == 1))
png("exif-after.png", 2, 8, eight, after=chunk(b"eXIf", exif(6, True)))
png("exif-nine.png", 2, 8, eight, before=chunk(b"eXIf", exif(9, False)))
png("exif-alpha.png", 6, 8, alpha(3, 255), before=chunk(b"eXIf", exif(5, True)))
profile = b"Exif\0\0" + exif(6, True)
text = b"\nexif\n%8d\n" % len(profile) + b"\n".join(profile.hex().encode()[i : i + 72] for i in range(0, 2 * len(profile), 72)) + b"\n"
png("exif-ztxt.png", 2, 8, eight, before=chunk(b"zTXt", b"Raw profile type exif\0\0" + zlib.compress(text)))
png("exif-text.png", 2, 8, eight, before=chunk(b"tEXt", b"Raw profile type exif\0" + text))
rgb().save(os.path.join(OUT, "exif-6.webp"), lossless=True, exif=exif(6, False))
rgb().save(os.path.join(OUT, "exif-3.webp"), lossless=True, exif=b"Exif\0\0" + exif(3, True))

for interlaced, tail in ((False, ""), (True, "-interlaced")):
    png(f"rgb8{tail}.png", 2, 8, eight, interlaced)
    png(f"rgba8{tail}.png", 6, 8, alpha(3, 255), interlaced)
    png(f"la8{tail}.png", 4, 8, alpha(1, 255), interlaced)
    png(f"rgb16{tail}.png", 2, 16, sixteen, interlaced)
    png(f"rgba16{tail}.png", 6, 16, alpha(3, 65535), interlaced)
    png(f"la16{tail}.png", 4, 16, alpha(1, 65535), interlaced)
    png(f"grey16{tail}.png", 0, 16, lambda x, y, c: (value(x, y, c, 65535), value(x, y, c, 300))[(x + y) % 2], interlaced)
    for bits in (1, 2, 4, 8):
        png(f"grey{bits}{tail}.png", 0, bits, lambda x, y, c: value(x, y, c, (1 << bits) - 1), interlaced)
        entries = min(1 << bits, 200)
        palette = bytes(value(i, 3, c, 255) for i in range(entries) for c in range(3))
        png(f"palette{bits}{tail}.png", 3, bits, lambda x, y, c: value(x, y, c, entries - 1), interlaced,
            before=chunk(b"PLTE", palette) + chunk(b"tRNS", bytes((0, 128, 255)[i % 3] for i in range(entries // 2 + 1))))
png("grey8-trns.png", 0, 8, eight, before=chunk(b"tRNS", struct.pack(">H", value(1, 1, 0, 255))))
png("rgb8-trns.png", 2, 8, eight, before=chunk(b"tRNS", struct.pack(">HHH", *(value(2, 2, c, 255) for c in range(3)))))
png("grey16-trns.png", 0, 16, sixteen, before=chunk(b"tRNS", struct.pack(">H", value(2, 2, 0, 65535))))
png("grey16-trns-black.png", 0, 16, lambda x, y, c: (value(x, y, c, 300), 0)[(x + y) % 2], before=chunk(b"tRNS", b"\0\0"))
png("one-pixel-interlaced.png", 2, 8, eight, True, width=1, height=1)
png("rgb8-gamma.png", 2, 8, eight, before=chunk(b"gAMA", struct.pack(">I", 100000)) + chunk(b"cHRM", struct.pack(">8I", 31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000)))
swapped = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
i, j = (swapped.index(tag, 128) for tag in (b"rXYZ", b"bXYZ"))
swapped[i : i + 4], swapped[j : j + 4] = b"bXYZ", b"rXYZ"  # a profile that would turn red to blue, where it is applied
icc = bytes(swapped)
png("rgb8-icc.png", 2, 8, eight, before=chunk(b"iCCP", b"swapped\0\0" + zlib.compress(icc)))
smooth().save(os.path.join(OUT, "icc.jpg"), quality=95, icc_profile=icc)
rgb().save(os.path.join(OUT, "icc.webp"), lossless=True, icc_profile=icc)
control = lambda n: chunk(b"fcTL", struct.pack(">IIIIIHHBB", n, W, H, 0, 0, 1, 10, 0, 0))
later = zlib.compress(filtered([bytes([9] * W * 3)] * H, 3))
png("animated.png", 2, 8, eight, before=chunk(b"acTL", struct.pack(">II", 2, 0)) + control(0), after=control(1) + chunk(b"fdAT", struct.pack(">I", 2) + later))

for name, options in (("baseline", {}), ("444", {"subsampling": 0}), ("422", {"subsampling": 1}), ("progressive", {"progressive": True}), ("low", {"quality": 20}), ("restart", {"quality": 80})):
    smooth().save(os.path.join(OUT, f"{name}.jpg"), **{"quality": 92, **options})
smooth().convert("L").save(os.path.join(OUT, "grey.jpg"), quality=92)
smooth().convert("CMYK").save(os.path.join(OUT, "cmyk.jpg"), quality=92)
smooth().convert("CMYK").save(os.path.join(OUT, "cmyk-progressive.jpg"), quality=92, progressive=True)

rgba = rgb("RGBA")
rgba.putalpha(Image.frombytes("L", (W, H), bytes((0, 255, 102)[(x + y) % 3] for y in range(H) for x in range(W))))
blob = smooth()
blob.putalpha(Image.frombytes("L", blob.size, bytes(min(255, max(0, (x - 8) * 20)) for y in range(29) for x in range(37))))
rgba.save(os.path.join(OUT, "lossless-alpha.webp"), lossless=True, exact=True)
blob.save(os.path.join(OUT, "lossy-alpha.webp"), quality=80)
smooth().save(os.path.join(OUT, "lossy.webp"), quality=80)
smooth().save(os.path.join(OUT, "animated.webp"), save_all=True, append_images=[Image.new("RGB", (37, 29), "red")], duration=100, quality=80)
rgba.save(os.path.join(OUT, "animated-alpha.webp"), save_all=True, append_images=[Image.new("RGBA", (W, H), "red")], duration=100, lossless=True, exact=True)

paletted = rgb().quantize(16)
paletted.save(os.path.join(OUT, "plain.gif"))
paletted.save(os.path.join(OUT, "transparent.gif"), transparency=5)
paletted.save(os.path.join(OUT, "interlaced.gif"), interlace=1)
rgb("L").save(os.path.join(OUT, "grey.gif"))
smooth().quantize(200).save(os.path.join(OUT, "big.gif"))
paletted.save(os.path.join(OUT, "animated.gif"), save_all=True, append_images=[rgb().transpose(0).quantize(16)], duration=100)


def gif(name, transparent):
    """A first frame that covers a part of the canvas alone."""
    inner = paletted.crop((0, 0, 6, 4))
    buffer = io.BytesIO()
    inner.save(buffer, "GIF", optimize=False, interlace=0, **({"transparency": 3} if transparent else {}))
    data = bytearray(buffer.getvalue())
    data[6:10] = struct.pack("<HH", W, H)
    data[11] = 2  # the background's index
    at = data.index(b"\x2c" + struct.pack("<HHHH", 0, 0, 6, 4))
    data[at + 1 : at + 5] = struct.pack("<HH", 3, 2)
    save(name, bytes(data))


gif("part.gif", False)
gif("part-transparent.gif", True)

rgb().save(os.path.join(OUT, "rgb.bmp"))
rgb("L").save(os.path.join(OUT, "grey.bmp"))
paletted.save(os.path.join(OUT, "palette.bmp"))
rgb("L").point(lambda v: v > 99 and 255, "1").save(os.path.join(OUT, "one.bmp"))
rgba.save(os.path.join(OUT, "rgba.bmp"))
five = b"".join(b"".join(struct.pack("<H", value(x, y, 0, 65535)) for x in range(W)) + b"\0\0" for y in range(H))
head = struct.pack("<IiiHHIIiiII", 40, W, H, 1, 16, 0, len(five), 2835, 2835, 0, 0)
save("rgb555.bmp", b"BM" + struct.pack("<IHHI", 54 + len(five), 0, 0, 54) + head + five)
head = struct.pack("<IiiHHIIiiII", 40, W, H, 1, 16, 3, len(five), 2835, 2835, 0, 0) + struct.pack("<III", 0xF800, 0x7E0, 0x1F)
save("rgb565.bmp", b"BM" + struct.pack("<IHHI", 66 + len(five), 0, 0, 66) + head + five)

l = rgb("L")
i16 = Image.new("I;16", (W, H))
i16.putdata([(value(x, y, 0, 65535), value(x, y, 0, 300))[(x + y) % 2] for y in range(H) for x in range(W)])
for name, im, options in (
    ("rgb", rgb(), {}), ("rgba", rgba, {}), ("grey", l, {}), ("la", rgba.convert("LA"), {}), ("palette", paletted, {}), ("one", l.point(lambda v: v > 99 and 255, "1"), {}),
    ("cmyk", rgb().convert("CMYK"), {}), ("i16", i16, {}), ("lzw", rgb(), {"compression": "tiff_lzw"}), ("deflate", rgb(), {"compression": "tiff_adobe_deflate"}),
    ("packbits", rgb(), {"compression": "packbits"}), ("jpeg", smooth(), {"compression": "jpeg"}), ("group4", l.point(lambda v: v > 99 and 255, "1"), {"compression": "group4"}), ("orientation", rgb(), {"tiffinfo": {274: 6}}),
    ("pages", rgb(), {"save_all": True, "append_images": [Image.new("RGB", (3, 3), "red")]}),
):
    im.save(os.path.join(OUT, name + ".tif"), **options)


def tiff16(name, channels, extra, order):
    e = "<" if order == b"II" else ">"
    raw = b"".join(struct.pack(e + "H", (alpha(3, 65535) if extra else sixteen)(x, y, c)) for y in range(H) for x in range(W) for c in range(channels))
    tags = [(256, 3, W), (257, 3, H), (258, 3, [16] * channels), (259, 3, 1), (262, 3, 2 if channels > 1 else 1), (273, 4, None), (277, 3, channels), (278, 3, H), (279, 4, len(raw)), (284, 3, 1)]
    if extra:
        tags.append((338, 3, 2))
    offset = 8 + 2 + 12 * len(tags) + 4
    pool, body = b"", b""
    for tag, kind, v in tags:
        if isinstance(v, list) and len(v) > 2:
            body += struct.pack(e + "HHII", tag, kind, len(v), offset + len(pool))
            pool += b"".join(struct.pack(e + "H", q) for q in v)
        else:
            if v is None:
                v = -1
            body += struct.pack(e + "HHI", tag, kind, 1) + ((struct.pack(e + "HH", v[0] if isinstance(v, list) else v, 0)) if kind == 3 else (b"@@@@" if v == -1 else struct.pack(e + "I", v)))
    body = body.replace(b"@@@@", struct.pack(e + "I", offset + len(pool)))
    save(name, order + struct.pack(e + "HI", 42, 8) + struct.pack(e + "H", len(tags)) + body + struct.pack(e + "I", 0) + pool + raw)


tiff16("rgb16.tif", 3, False, b"II")
tiff16("rgb16-big.tif", 3, False, b"MM")
tiff16("rgba16.tif", 4, True, b"II")

expected = {}
for name in sorted(os.listdir(OUT)):
    if name.endswith((".json", ".py", ".md")):
        continue
    with Image.open(os.path.join(OUT, name)) as im:
        try:
            mode, flat = im.mode, im.convert("RGB")
        except Exception as e:
            print("Pillow cannot", name, e)
            os.remove(os.path.join(OUT, name))
            continue
        entry = {"mode": mode, "width": flat.width, "height": flat.height, "rgb": base64.b64encode(flat.tobytes()).decode()}
    with Image.open(os.path.join(OUT, name)) as im:

        orientation = im.getexif().get(274, 1)
        entry["orientation"] = orientation
        if 2 <= orientation <= 8:
            # Pillow turns a TIFF when it decodes it.
            turned = flat if name.endswith(".tif") else ImageOps.exif_transpose(im).convert("RGB")
            entry["upright"] = {"width": turned.width, "height": turned.height, "rgb": base64.b64encode(turned.tobytes()).decode()}
    expected[name] = entry
with open(os.path.join(OUT, "expected.json"), "w") as f:
    json.dump({"pillow": PIL.__version__, "pictures": expected}, f, indent=0, sort_keys=True)
    f.write("\n")
print(len(expected))
