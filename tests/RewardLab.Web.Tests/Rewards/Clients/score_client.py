# As UniRL's reward service is asked: health first, then conversations with images as JPEG or PNG in base64; requests, raise_for_status.
import base64, io, json, sys
import requests
from PIL import Image

url, encoding, reward = sys.argv[1:4]
health = requests.get(url + "/health", timeout=30)
health.raise_for_status()
if not isinstance(health.json()["rewards"], dict) or reward not in health.json()["rewards"]:
    sys.exit("the health is not what the trainer validates its rewards with")
if reward not in requests.get(url + "/rewards", timeout=30).json()["rewards"]:
    sys.exit("the reward is not served")
entries = []
for path, prompt in zip(sys.argv[4::2], sys.argv[5::2]):
    buffer = io.BytesIO()
    image = Image.open(path).convert("RGB")
    image.save(buffer, format=encoding, **({"quality": 95} if encoding == "JPEG" else {}))
    entries.append({
        "history": [{"text": prompt, "image_b64": base64.b64encode(buffer.getvalue()).decode("ascii")}],
        "required_rewards": [reward],
        "metadata": None,
    })
response = requests.post(url + "/score", json={"requests": entries}, timeout=120)
response.raise_for_status()
answer = response.json()
assert len(answer["results"]) == len(entries) == len(answer["errors"])
assert not any(answer["errors"]), answer["errors"]
print(json.dumps([result[reward]["score"] for result in answer["results"]]))
