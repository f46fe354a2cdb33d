"""Makes heads of random weights as torch.save writes them, and expected.json: what they say of embeddings, by NumPy in float64. See README.md."""
import collections
import io
import json
import pickle
import struct
import sys
import types
import zipfile

import numpy

OUT, IO = sys.argv[1], sys.argv[2]
WIDTHS = [24, 32, 16, 12, 8, 1]
NAMES = ["0", "2", "4", "6", "7"]


def module(name, **members):
    made = types.ModuleType(name)
    for key, value in members.items():
        value.__module__, value.__qualname__, value.__name__ = name, key, key
        setattr(made, key, value)
    sys.modules[name] = made
    return made


def function(name):
    made = lambda *arguments: None
    made.__name__ = name
    return made


FloatStorage = type("FloatStorage", (), {})
torch = module("torch", FloatStorage=FloatStorage)
rebuild = function("_rebuild_tensor_v2")
torch._utils = module("torch._utils", _rebuild_tensor_v2=rebuild)


class Storage:
    def __init__(self, key, values):
        self.key, self.values = key, values


class Tensor:
    def __init__(self, key, values):
        self.storage, self.values = Storage(key, values), values

    def __reduce__(self):
        shape = self.values.shape
        strides = tuple(int(numpy.prod(shape[i + 1:])) for i in range(len(shape)))
        return rebuild, (self.storage, 0, shape, strides, False, collections.OrderedDict())


class Pickler(pickle.Pickler):
    def persistent_id(self, obj):
        return ("storage", FloatStorage, obj.key, "cpu", obj.values.size) if isinstance(obj, Storage) else None


def save(name, tensors):
    buffer = io.BytesIO()
    Pickler(buffer, protocol=2).dump({key: Tensor(str(i), values) for i, (key, values) in enumerate(tensors.items())})
    with zipfile.ZipFile(f"{OUT}/{name}", "w") as archive:
        archive.writestr(zipfile.ZipInfo("archive/data.pkl"), buffer.getvalue())
        for i, values in enumerate(tensors.values()):
            archive.writestr(zipfile.ZipInfo(f"archive/data/{i}"), values.tobytes())


def read(path, name):
    with open(path, "rb") as file:
        length = struct.unpack("<Q", file.read(8))[0]
        entry = json.loads(file.read(length))[name]
        start, end = entry["data_offsets"]
        file.seek(8 + length + start)
        return numpy.frombuffer(file.read(end - start), dtype="<f4").reshape(entry["shape"])


def score(layers, embeddings):
    values = embeddings.astype(numpy.float64)
    for weight, bias in layers:
        values = values @ weight.astype(numpy.float64).T + bias.astype(numpy.float64)
    return [float(value) for value in values[:, 0]]


random = numpy.random.default_rng(7)
mlp = [
    (random.normal(0, a ** -0.5, (b, a)).astype("<f4"), random.normal(0, 0.5, b).astype("<f4"))
    for a, b in zip(WIDTHS, WIDTHS[1:])
]
linear = [(random.normal(0, 2, (1, WIDTHS[0])).astype("<f4"), random.normal(5, 1, 1).astype("<f4"))]
save("sac+logos+ava1-l14-linearMSE.pth", {
    f"layers.{name}.{part}": values for name, layer in zip(NAMES, mlp) for part, values in zip(["weight", "bias"], layer)})
save("sa_0_4_vit_l_14_linear.pth", {"weight": linear[0][0], "bias": linear[0][1]})

embeddings = random.normal(size=(20, WIDTHS[0]))
embeddings = (embeddings / numpy.linalg.norm(embeddings, axis=1, keepdims=True)).astype("<f4")
images = read(IO, "longest.get_image_features").astype(numpy.float64)
images /= numpy.linalg.norm(images, axis=1, keepdims=True)
with open(f"{OUT}/expected.json", "w") as file:
    json.dump({
        "numpy": numpy.__version__,
        "embeddings": [[float(value) for value in row] for row in embeddings],
        "mlp": score(mlp, embeddings),
        "linear": score(linear, embeddings),
        "imagesByMlp": score(mlp, images),
        "imagesByLinear": score(linear, images),
    }, file, indent=0)
