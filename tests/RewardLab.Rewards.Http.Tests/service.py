"""A reward service as people write one in Python, in the dialects of four trainers; standard library alone. Prints its port."""
import base64
import json
import pickle
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def score(image, prompt):
    assert type(image) is bytes and type(prompt) is str
    return sum(image) + sum(prompt.encode()) / 7


def compute(body):
    assert body["video"] is None and body["condition_images"] is None and body["condition_videos"] is None
    return {"rewards": [score(base64.b64decode(image), prompt) for image, prompt in zip(body["image"], body["prompt"], strict=True)]}


def conversations(body):
    results = []
    for request in body["requests"]:
        turn = request["history"][-1]
        value = score(base64.b64decode(turn["image_b64"]), turn["text"])
        results.append({reward: {"score": value} for reward in request["required_rewards"]})
    return {"results": results, "errors": [{} for _ in results]}


def prompts(body):
    assert body["metadata"] == {}
    return {"scores": [score(image, prompt) for image, prompt in zip(body["images"], body["prompts"], strict=True)]}


def queries(body):
    assert [len(own) for own in body["answers"]] == [len(own) for own in body["queries"]]
    return {"outputs": [[score(image, query) for query in own] for image, own in zip(body["images"], body["queries"], strict=True)]}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/compute":
            answer = json.dumps(compute(json.loads(body))).encode()
        elif self.path == "/score":
            answer = json.dumps(conversations(json.loads(body))).encode()
        else:
            body = pickle.loads(body)
            answer = pickle.dumps(prompts(body) if "prompts" in body else queries(body))
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *arguments):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
