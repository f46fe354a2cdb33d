# A training's loop over requests: pickles from four threads, each tried again until it is answered; a line for each answer.
import pickle, sys, time
from concurrent.futures import ThreadPoolExecutor
import requests

url, count, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]
with open(path, "rb") as file:
    image = file.read()


def ask(number):
    body = pickle.dumps({"images": [image], "prompts": [f"three stars and cups {number}"]})
    for attempt in range(600):
        try:
            response = requests.post(url, data=body, timeout=60)
            if response.status_code in (408, 429) or response.status_code >= 500:
                raise requests.ConnectionError(response.status_code)
            response.raise_for_status()
            return number, pickle.loads(response.content)["scores"][0]
        except (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError):
            time.sleep(0.2)
    sys.exit(f"request {number} was never answered")


with ThreadPoolExecutor(4) as pool:
    for number, score in pool.map(ask, range(count)):
        print(number, score, flush=True)
