"""How many steps a second a training takes, beside PyTorch on one thread if it is there."""
import json
import os
import statistics
import subprocess
import time
from typing import NamedTuple

from common import TOOLS, print_head, print_row

SECONDS = 2
RUNS = 3


class Training(NamedTuple):
    """What is trained: random points, ReLU between layers."""
    points: int
    features: int
    classes: int
    hidden: tuple
    batch: int  # 0: all points
    optimiser: str
    precision: str

    @property
    def name(self):
        widths = "-".join(map(str, (self.features, *self.hidden, self.classes)))
        batch = f"batch {self.batch}" if self.batch else "all points"
        return f"{self.points}x{self.features}, {widths}, {batch}"


TRAININGS = [
    Training(150, 4, 3, (16, 16), 0, "gd", "single"),
    Training(150, 4, 3, (16, 16), 0, "gd", "double"),
    Training(150, 4, 3, (16, 16), 0, "adam", "single"),
    Training(150, 4, 3, (), 0, "gd", "double"),
    Training(10000, 784, 10, (128,), 128, "sgd", "single"),
    Training(10000, 784, 10, (128,), 128, "sgd", "double"),
    Training(10000, 784, 10, (512, 512), 128, "sgd", "single"),
    Training(10000, 784, 10, (512, 512), 128, "adam", "single"),
]


def ours(training):
    architecture = ",".join(map(str, training.hidden)) or "linear"
    command = [os.path.join(TOOLS, "train"), *map(str, training[:3]), architecture,
               str(training.batch), training.optimiser, training.precision, str(SECONDS)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    result = json.loads(done.stdout)
    return result["steps"] / result["seconds"]


def network_of(torch, training):
    widths = [training.features, *training.hidden]
    layers = []
    for inputs, units in zip(widths, widths[1:]):
        layers += [torch.nn.Linear(inputs, units), torch.nn.ReLU()]
    return torch.nn.Sequential(*layers, torch.nn.Linear(widths[-1], training.classes))


def batches(torch, training, x, y):
    """Without end; the order is drawn anew for each epoch."""
    while training.batch:
        order = torch.randperm(training.points)
        for start in range(0, training.points, training.batch):
            part = order[start:start + training.batch]
            yield x[part], y[part]
    while True:
        yield x, y


def theirs(torch, training):
    torch.manual_seed(1)
    single = training.precision == "single"
    torch.set_default_dtype(torch.float32 if single else torch.float64)
    x = 2 * torch.rand(training.points, training.features) - 1
    y = torch.arange(training.points) % training.classes
    network = network_of(torch, training)
    loss = torch.nn.CrossEntropyLoss()
    method = torch.optim.Adam if training.optimiser == "adam" else torch.optim.SGD
    optimiser = method(network.parameters(), lr=0.01)
    steps, start = -20, time.process_time()
    for inputs, labels in batches(torch, training, x, y):
        optimiser.zero_grad()
        loss(network(inputs), labels).backward()
        optimiser.step()
        steps += 1
        if steps == 0:
            start = time.process_time()
        taken = time.process_time() - start
        if steps > 0 and taken > SECONDS:
            return steps / taken


def find_torch():
    try:
        import torch
    except ImportError:
        return None
    torch.set_num_threads(1)
    return torch


def main():
    """In turn, so that both meet the same machine."""
    torch = find_torch()
    print_head("training", "optimiser", "precision", "steps/s", "PyTorch's", "ratio")
    for training in TRAININGS:
        mine, other = [], []
        for _ in range(RUNS):
            mine.append(ours(training))
            if torch:
                other.append(theirs(torch, training))
        speed = statistics.median(mine)
        beside = ["–", "–"]
        if torch:
            rival = statistics.median(other)
            beside = [f"{rival:.0f}", f"{speed / rival:.2f}"]
        print_row(training.name, training.optimiser, training.precision, f"{speed:.0f}",
                  *beside)
    return 0
