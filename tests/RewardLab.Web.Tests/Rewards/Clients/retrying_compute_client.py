# A training's loop over aiohttp: eight requests at once, each tried again until it is answered; a line for each answer.
import asyncio, base64, sys
import aiohttp


async def ask(session, gate, url, number, image, prompt):
    async with gate:
        for attempt in range(600):
            try:
                async with session.post(url + "/compute", json={"prompt": [f"{prompt} {number}"], "image": [image]}) as response:
                    response.raise_for_status()
                    print(number, (await response.json())["rewards"][0], flush=True)
                    return
            except (aiohttp.ClientError, asyncio.TimeoutError) as error:
                if isinstance(error, aiohttp.ClientResponseError) and error.status < 500 and error.status != 429:
                    raise
                await asyncio.sleep(0.2)
        sys.exit(f"request {number} was never answered")


async def train(url, count, path):
    with open(path, "rb") as file:
        image = base64.b64encode(file.read()).decode("ascii")
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as session:
        gate = asyncio.Semaphore(8)
        await asyncio.gather(*(ask(session, gate, url, number, image, "two cats and cups") for number in range(count)))


asyncio.run(train(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
