# As Flow-Factory's remote reward is asked: PNG in base64, three tries, then an error; aiohttp.
import asyncio, base64, io, json, sys
import aiohttp
from PIL import Image


def encode(path):
    buffer = io.BytesIO()
    Image.open(path).convert("RGB").save(buffer, format="PNG")
    return base64.b64encode(buffer.getvalue()).decode("utf-8")


async def compute(url, paths, prompts):
    payload = {"prompt": prompts, "image": [encode(path) for path in paths], "video": None, "condition_images": None, "condition_videos": None}
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=120)) as session:
        async with session.get(url + "/health") as health:
            if not health.ok:
                sys.exit("the service cannot be reached")
        for attempt in range(3):
            try:
                async with session.post(url + "/compute", json=payload) as response:
                    response.raise_for_status()
                    return (await response.json())["rewards"]
            except aiohttp.ClientError:
                if attempt == 2:
                    raise
                await asyncio.sleep(0.5)


url = sys.argv[1]
print(json.dumps(asyncio.run(compute(url, sys.argv[4::2], sys.argv[5::2]))))
