"""What many ranks would make of a search: its rounds are recorded on one thread
(bench/rounds.c), and played through a model of the work queue.

The model. A round's boxes stand in one queue, which rank 0 keeps. It hands out chunks, a
rank's share of half of what is left, and has one chunk wait at each rank beside the one that
is being worked on. A message takes LATENCY seconds on its way and HANDLING seconds of rank 0,
which sends and receives one after the other. What a round found is known to all in the next
one: between two rounds rank 0 works alone, as long as was recorded. A rank is one thread, rank
0 one more beside the one that keeps the queue.
"""
import heapq
import json
import os
import subprocess

from common import TOOLS, generate, print_head, print_row

RANKS = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)
HANDLING = 5e-6
LATENCIES = (2e-6, 50e-6, 500e-6)
LIMIT = 100  # seconds that are recorded
PLAYED = 60  # rounds of a recording that are played, evenly spread
LARGER = 16  # and of rounds so many times larger

# Arguments of `generate gaussian`, and m0 ("-": the critical mass).
INSTANCES = (
    ("--dims 3 --points 1000 --seed 1", "-"),
    ("--dims 4 --points 300 --seed 1", "-"),
    ("--dims 5 --points 400 --seed 1", "2/5"),
    ("--dims 4 --points 3000 --seed 1", "3/10"),
)


class Recording:
    """rounds: for each the seconds before it and those of its boxes; rest: after them."""

    def __init__(self, data, m0):
        output = subprocess.run([os.path.join(TOOLS, "rounds"), data, m0, str(LIMIT)],
                                check=True, capture_output=True, text=True)
        lines = [list(map(float, line.split()))
                 for line in output.stdout.splitlines() if line]
        self.rounds = [(line[0], line[1:]) for line in lines[:-1]]
        self.rest = lines[-1][0]

    @property
    def boxes(self):
        return sum(len(times) for _, times in self.rounds)

    @property
    def parallel(self):
        return sum(sum(times) for _, times in self.rounds)

    @property
    def serial(self):
        return self.rest + sum(before for before, _ in self.rounds)


class Queue:
    """The boxes of one round, handed out in order."""

    def __init__(self, times, ranks):
        self.times, self.ranks, self.next = times, ranks, 0

    def take(self):
        """Seconds of the next chunk; None if there is none."""
        left = len(self.times) - self.next
        if left == 0:
            return None
        count = max(1, left // (2 * self.ranks))
        chunk = sum(self.times[self.next:self.next + count])
        self.next += count
        return chunk


def play_round(times, ranks, latency):
    """Seconds until rank 0 has the last result of a round."""
    queue = Queue(times, ranks)
    free = [0.0] * ranks  # when each rank is done with what it was sent
    results = []  # (when a result is at rank 0, rank)
    server = 0.0  # when rank 0 is done with its messages

    def hand_out(rank, now):
        chunk = queue.take()
        if chunk is None:
            return now
        if rank > 0:
            now += HANDLING
        arrival = now + latency if rank > 0 else now
        free[rank] = max(free[rank], arrival) + chunk
        heapq.heappush(results, (free[rank] + (latency if rank > 0 else 0), rank))
        return now

    for _ in range(2):
        for rank in range(ranks):
            server = hand_out(rank, server)
    end = 0.0
    while results:
        when, rank = heapq.heappop(results)
        server = max(server, when) + (HANDLING if rank > 0 else 0)
        end = max(end, server)
        server = hand_out(rank, server)
    return end


def play(recording, ranks, latency):
    """How much sooner the search ends than alone."""
    played = recording.rounds[::max(1, len(recording.rounds) // PLAYED)]
    alone = sum(sum(times) for _, times in played)
    together = sum(play_round(times, ranks, latency) for _, times in played)
    return ((recording.serial + recording.parallel) /
            (recording.serial + recording.parallel * together / alone))


def merged(recording, factor):
    """The same boxes in rounds that are so many times larger."""
    whole = Recording.__new__(Recording)
    whole.rest = recording.rest
    whole.rounds = []
    for first in range(0, len(recording.rounds), factor):
        part = recording.rounds[first:first + factor]
        whole.rounds.append((sum(before for before, _ in part),
                             [time for _, times in part for time in times]))
    return whole


def print_speedups(name, recording):
    for latency in LATENCIES:
        print_row(name, f"{1e6 * latency:.0f}",
                  *(f"{play(recording, ranks, latency):.3g}" for ranks in RANKS))


def print_estimate(program, arguments, m0):
    """What --estimate, which knows no recording, says of as many ranks."""
    question = [] if m0 == "-" else ["--decide", "--m0", m0]
    output = subprocess.run([program, generate(program, "gaussian " + arguments), "--label",
                             "none", "--estimate", "--threads", "1", "--time-limit", "0",
                             "--json", "-", *question], check=True, capture_output=True)
    told = {entry["processes"]: entry["seconds"]
            for entry in json.loads(output.stdout)["ranks"]}
    print_row(arguments, "--estimate", *(f"{told[1] / told[ranks]:.3g}" if ranks in told
                                         else "" for ranks in RANKS))


def main(program):
    recordings = []
    print_head("gaussian", "m0", "boxes cut", "rounds", "us a box", "alone, % of the time")
    for arguments, m0 in INSTANCES:
        recording = Recording(generate(program, "gaussian " + arguments), m0)
        recordings.append((arguments, recording))
        whole = recording.serial + recording.parallel
        print_row(arguments, m0, recording.boxes, len(recording.rounds),
                  f"{1e6 * recording.parallel / recording.boxes:.1f}",
                  f"{100 * recording.serial / whole:.2g}")
    print()
    print_head("gaussian", "latency us", *(f"{ranks} ranks" for ranks in RANKS))
    for (arguments, m0), (_, recording) in zip(INSTANCES, recordings):
        print_speedups(arguments, recording)
        print_estimate(program, arguments, m0)
    for arguments, recording in recordings:
        print_speedups(f"{arguments}, rounds {LARGER} times as large",
                       merged(recording, LARGER))
    return 0
