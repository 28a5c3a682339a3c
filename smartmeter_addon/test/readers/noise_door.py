"""The encryption of ESPHome's native API in front of a node that was built without it.

A node with `api: encryption:` needs the C library noise-c, which ESPHome fetches from PlatformIO's registry while it
builds, and nowhere else. So the node behind is a real one, and this door speaks Noise as the firmware does
(esphome/components/api/api_frame_helper_noise.cpp), by another implementation of it: PyPI's `noiseprotocol`, which
Home Assistant's own client for ESPHome is made with.

Arguments: port to listen at, port of the node, key in Base64.
"""

import asyncio
import base64
import sys

from noise.connection import NoiseConnection

LISTEN, NODE, KEY = int(sys.argv[1]), int(sys.argv[2]), base64.b64decode(sys.argv[3])


class Refused(Exception):
    pass


async def read_sealed(reader):
    head = await reader.readexactly(3)
    if head[0] != 1:
        raise Refused("Bad indicator byte")
    return await reader.readexactly(head[1] << 8 | head[2])


def sealed(octets):
    return bytes([1, len(octets) >> 8, len(octets) & 255]) + octets


async def read_number(reader):
    number = shift = 0
    while True:
        (octet,) = await reader.readexactly(1)
        number |= (octet & 127) << shift
        shift += 7
        if octet < 128:
            return number


def number_of(number):
    octets = bytearray()
    while number > 127:
        octets.append(number & 127 | 128)
        number >>= 7
    return bytes(octets + bytes([number]))


async def shake_hands(reader, writer):
    hello = await read_sealed(reader)
    writer.write(sealed(b"\x01sealed\x00020000000001\x00"))
    noise = NoiseConnection.from_name(b"Noise_NNpsk0_25519_ChaChaPoly_SHA256")
    noise.set_as_responder()
    noise.set_psks(KEY)
    noise.set_prologue(b"NoiseAPIInit" + bytes([len(hello) >> 8, len(hello) & 255]) + hello)
    noise.start_handshake()
    message = await read_sealed(reader)
    try:
        noise.read_message(message[1:])
    except Exception as error:
        raise Refused("Handshake MAC failure") from error
    writer.write(sealed(b"\x00" + noise.write_message()))
    return noise


async def to_node(noise, reader, node):
    while True:
        plain = noise.decrypt(await read_sealed(reader))
        kind, length = plain[0] << 8 | plain[1], plain[2] << 8 | plain[3]
        node.write(b"\x00" + number_of(length) + number_of(kind) + plain[4 : 4 + length])


async def from_node(noise, node, writer):
    while True:
        await node.readexactly(1)
        length = await read_number(node)
        kind = await read_number(node)
        head = bytes([kind >> 8, kind & 255, length >> 8, length & 255])
        writer.write(sealed(noise.encrypt(head + await node.readexactly(length))))


async def serve(reader, writer):
    try:
        noise = await shake_hands(reader, writer)
        print("encrypted", flush=True)
        node_reader, node_writer = await asyncio.open_connection("127.0.0.1", NODE)
        ways = [
            asyncio.ensure_future(to_node(noise, reader, node_writer)),
            asyncio.ensure_future(from_node(noise, node_reader, writer)),
        ]
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        node_writer.close()
    except Refused as refused:
        print(f"refused: {refused}", flush=True)
        writer.write(sealed(b"\x01" + str(refused).encode()))
    except (asyncio.IncompleteReadError, OSError):
        pass
    writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", LISTEN)
    print("listening", flush=True)
    await server.serve_forever()


asyncio.run(main())
