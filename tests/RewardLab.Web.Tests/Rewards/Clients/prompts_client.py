# As verl-omni and flow_grpo ask a remote reward: a pickle of JPEG or PNG bytes with prompts as np.array_split gives them; 408, 429 and 5xx are tried again.
import io, json, pickle, sys, time
import numpy as np
import requests
from PIL import Image

url, encoding = sys.argv[1:3]
images = []
for path in sys.argv[4::2]:
    buffer = io.BytesIO()
    Image.open(path).convert("RGB").save(buffer, format=encoding)
    images.append(buffer.getvalue())
scores = []
session = requests.Session()
for part, prompts in zip(np.array_split(np.array(images, dtype=object), 2), np.array_split(sys.argv[5::2], 2)):
    body = pickle.dumps({"images": list(part), "prompts": prompts, "metadata": {"step": 1}})
    for attempt in range(5):
        response = session.post(url, data=body, timeout=120)
        if response.status_code in (408, 429) or response.status_code >= 500:
            time.sleep(0.2)
            continue
        break
    answer = pickle.loads(response.content)
    if response.status_code != 200:
        sys.exit(answer["error"])
    assert answer["scores"] == answer["outputs"]
    assert all(type(score) is float for score in answer["scores"])
    scores += answer["scores"]
print(json.dumps(scores))
