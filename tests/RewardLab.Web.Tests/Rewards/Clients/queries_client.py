# As flow_grpo asks its reward server: a pickle of images with queries, and GenEval's descriptions; several connections at once.
import io, json, pickle, sys
from concurrent.futures import ThreadPoolExecutor
import numpy as np
import requests
from PIL import Image

url, encoding = sys.argv[1:3]


def encode(path):
    buffer = io.BytesIO()
    Image.open(path).convert("RGB").save(buffer, format=encoding)
    return buffer.getvalue()


def ask(data):
    response = requests.post(url, data=pickle.dumps(data), timeout=120)
    response.raise_for_status()
    return pickle.loads(response.content)


def queries(pair):
    path, prompt = pair
    return ask({"images": [encode(path)], "queries": [[prompt, "something else"]], "answers": [["yes", "no"]]})["outputs"][0][0]


pairs = list(zip(sys.argv[4::2], sys.argv[5::2]))
with ThreadPoolExecutor(8) as pool:
    scores = list(pool.map(queries, pairs))
geneval = ask({
    "images": [encode(path) for path, _ in pairs],
    "meta_datas": [{"prompt": prompt, "include": [{"class": "cat", "count": np.int64(2)}], "tag": "counting"} for _, prompt in pairs],
    "only_strict": True,
})
assert geneval["scores"] == geneval["rewards"] == geneval["strict_rewards"] == geneval["group_rewards"]["counting"]
try:
    ask({"images": [b"no image"], "queries": [["a"]]})
    sys.exit("a damaged image was scored")
except requests.HTTPError as error:
    assert error.response.status_code == 400, error.response.status_code
    assert "image 0" in pickle.loads(error.response.content)["error"]
print(json.dumps(geneval["scores"]))
