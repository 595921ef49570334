"""Reads the log's stream as nodes do, on several connections, and does nothing with it: python3 readers.py PORT COUNT."""

import re
import select
import socket
import sys

STREAM = "{wellspring}:updates"
ID = re.compile(rb"\r\n(\d+-\d+)\r\n")


def ask(connection, after):
    words = ["XREAD", "COUNT", "1024", "BLOCK", "1000", "STREAMS", STREAM, after]
    connection.sendall(b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(word), word.encode()) for word in words))


def main():
    port, count = map(int, sys.argv[1:])
    places = {}
    for _ in range(count):
        connection = socket.create_connection(("127.0.0.1", port))
        places[connection] = "$"
        ask(connection, "$")
    while True:
        for connection in select.select(list(places), [], [])[0]:
            data = b""
            while not data or select.select([connection], [], [], 0.001)[0]:
                more = connection.recv(1 << 20)
                if not more:
                    return
                data += more
            found = ID.findall(data)
            if found:
                places[connection] = found[-1].decode()
            ask(connection, places[connection])


if __name__ == "__main__":
    main()
