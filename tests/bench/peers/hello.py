"""FastAPI that says hello: the floor under everything that uses it."""

import sys

import uvicorn
from fastapi import FastAPI
from fastapi.responses import HTMLResponse

app = FastAPI()


@app.get("/")
@app.post("/")
async def hello() -> HTMLResponse:
    return HTMLResponse("hello")


if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[1]), log_level="warning")
