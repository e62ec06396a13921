"""Goes on with the run in run.json, on one process or on several.

    python train.py --data FOLDER
    torchrun --standalone --nproc_per_node=4 train.py --data FOLDER

A batch of the recipe is shared between the processes, so that the run is the same with any number of them but for
rounding and for batch norm, whose statistics each process takes of its own part.
"""
import argparse
import json
import math
import os
import time
from pathlib import Path

import torch
import torch.distributed as dist
from torch.nn import functional
from torch.nn.parallel import DistributedDataParallel

import recipe as recipes
import tensors
from data import Data
from model import HEAD_WEIGHTS, Net

EVALUATION_BATCH = 256


def main():
    args = parse_arguments()
    world = int(os.environ.get("WORLD_SIZE", 1))
    rank = int(os.environ.get("RANK", 0))
    device = device_for(args.device)
    if world > 1:
        dist.init_process_group("nccl" if device.type == "cuda" else "gloo")
    try:
        Training(args, device, rank, world).run_to_end()
    finally:
        if world > 1:
            dist.destroy_process_group()


def parse_arguments():
    here = Path(__file__).parent
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="folder with the images, as README.md says")
    parser.add_argument("--from", dest="source", default=here, type=Path, help="folder to go on from (this one)")
    parser.add_argument("--out", default=here / "trained", type=Path, help="folder to write to (trained)")
    parser.add_argument("--epochs", type=int, help="begin a new schedule of so many epochs from these weights")
    parser.add_argument("--steps", type=int, help="stop after so many updates")
    parser.add_argument("--device", help="cpu, cuda or cuda:N; a GPU where there is one")
    return parser.parse_args()


def device_for(name):
    if name:
        return torch.device(name)
    if not torch.cuda.is_available():
        return torch.device("cpu")
    return torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0)))


class Training:
    def __init__(self, args, device, rank, world):
        self.args, self.device, self.rank, self.world = args, device, rank, world
        self.state = json.loads((args.source / "run.json").read_text())
        self.recipe = self.state["recipe"]
        self.data = Data(args.data, self.state)
        self.net = Net()
        self.net.load_state_dict(tensors.read(args.source / "weights.safetensors"), strict=True)
        self.net.to(device)
        self.optimizer = recipes.optimizer_for(self.recipe, self.net)
        self.step = self.state["step"]
        if args.epochs is None:
            self.restore_optimizer(args.source / "optimizer.safetensors")
        else:
            self.step, self.state["epochs"] = 0, []
            self.recipe["epochs"] = args.epochs
        self.steps_per_epoch = math.ceil(len(self.data.train) / self.recipe["batchSize"])
        self.total_steps = self.steps_per_epoch * self.recipe["epochs"]
        self.parallel = self.net
        if world > 1:
            ids = [device] if device.type == "cuda" else None
            self.parallel = DistributedDataParallel(self.net, device_ids=ids)

    def restore_optimizer(self, path):
        if path.exists():
            recipes.restore(self.optimizer, self.recipe, self.net, tensors.read(path), self.step)
        elif self.step > 0 and recipes.SLOTS[self.recipe["optimizer"]]:
            self.say("Without optimizer.safetensors the optimiser begins anew.")

    def say(self, text):
        if self.rank == 0:
            print(text, flush=True)

    def run_to_end(self):
        self.compare_data()
        if self.step >= self.total_steps:
            raise SystemExit("This run has come to its end: --epochs N trains on from its weights.")
        last = min(self.total_steps, self.step + (self.args.steps or self.total_steps))
        while self.step < last:
            self.train_epoch(self.step // self.steps_per_epoch + 1, last)
        if self.data.count("test") > 0:
            self.state["test"] = self.evaluate("test")
            self.say(f"test: {text_of(self.state['test'])}")
        self.write()

    def compare_data(self):
        if (self.state["preprocessing"] or {}).get("resize"):
            return  # The run's own are told apart before they are resized.
        wanted = self.state["data"] and self.state["data"]["fingerprint"]
        if wanted and self.data.fingerprint() != wanted:
            self.say("These are not the images of the run: its results do not compare with what comes now.")

    def train_epoch(self, epoch, last):
        batch_size = self.recipe["batchSize"]
        order = self.data.order(epoch)
        begin = time.time()
        images = loss_sum = errors = 0
        for start in range((self.step % self.steps_per_epoch) * batch_size, len(order), batch_size):
            if self.step == last:
                break
            indices = order[start : start + batch_size]
            loss, wrong = self.update(indices, epoch)
            images, loss_sum, errors = images + len(indices), loss_sum + loss, errors + wrong
        result = {"epoch": epoch, "step": self.step, "training": score(images, loss_sum, errors)}
        if self.step % self.steps_per_epoch == 0 and self.data.count("validation") > 0:
            result["validation"] = self.evaluate("validation")
        seconds = time.time() - begin
        text = f"epoch {epoch}, step {self.step} of {self.total_steps}, {seconds:.1f} s: training: "
        text += text_of(result["training"])
        if "validation" in result:
            text += f"; held out: {text_of(result['validation'])}"
        self.say(text)
        others = [other for other in self.state["epochs"] if other["epoch"] != epoch]
        self.state["epochs"] = [*others, {**result, "elapsedMs": round(1000 * seconds)}]
        self.write()

    def update(self, indices, epoch):
        """One update; the sum of the losses of the batch and the number of its errors."""
        shared = len(indices) >= self.world
        own = indices[self.rank :: self.world] if shared else indices
        images, labels = (tensor.to(self.device) for tensor in self.data.batch(own, epoch))
        rate = recipes.learning_rate_at(self.recipe, self.step, self.total_steps, self.steps_per_epoch)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        self.parallel.train()
        outputs = self.parallel(images)
        logits, *heads = outputs if isinstance(outputs, tuple) else (outputs,)
        loss = functional.cross_entropy(logits, labels, reduction="sum")
        total = loss
        for head, weight in zip(heads, HEAD_WEIGHTS):
            total = total + weight * functional.cross_entropy(head, labels, reduction="sum")
        self.optimizer.zero_grad()
        # The processes' gradients are averaged: together they are those of the mean over the batch.
        (total * (self.world if shared else 1) / len(indices)).backward()
        self.optimizer.step()
        self.step += 1
        sums = torch.stack([loss.detach(), (logits.argmax(1) != labels).sum()]).double()
        if shared and self.world > 1:
            dist.all_reduce(sums)
        if not math.isfinite(sums[0].item()):
            raise SystemExit(f"The loss is no number any more, at step {self.step}: try a smaller learningRate.")
        return sums.tolist()

    @torch.no_grad()
    def evaluate(self, split):
        self.net.eval()
        if self.world > 1:
            for average in self.net.buffers():
                dist.broadcast(average, 0)
        count = self.data.count(split)
        sums = torch.zeros(3, dtype=torch.float64, device=self.device)
        places = torch.arange(self.rank, count, self.world).numpy()
        for start in range(0, len(places), EVALUATION_BATCH):
            images, labels = self.data.plain(split, places[start : start + EVALUATION_BATCH])
            logits, labels = self.net(images.to(self.device)), labels.to(self.device)
            best = logits.topk(min(5, logits.shape[1])).indices == labels[:, None]
            loss = functional.cross_entropy(logits, labels, reduction="sum")
            sums += torch.stack([loss, (~best[:, 0]).sum(), (~best.any(1)).sum()]).double()
        if self.world > 1:
            dist.all_reduce(sums)
        loss, errors, errors5 = sums.tolist()
        result = score(count, loss, errors)
        return {**result, "top5Error": errors5 / count} if self.state["model"]["numClasses"] > 5 else result

    def write(self):
        if self.rank != 0:
            return
        out = self.args.out
        out.mkdir(parents=True, exist_ok=True)
        tensors.write(out / "weights.safetensors", tensors.weights_of(self.net.state_dict()))
        tensors.write(out / "optimizer.safetensors", recipes.kept(self.optimizer, self.recipe, self.net))
        self.state["step"] = self.step
        self.state["status"] = "finished" if self.step == self.total_steps else "unfinished"
        (out / "run.json").write_text(json.dumps(self.state, indent=2) + "\n")


def score(images, loss, errors):
    return {"images": images, "loss": loss / max(1, images), "top1Error": errors / max(1, images)}


def text_of(result):
    top5 = f", top-5 {100 * result['top5Error']:.2f} %" if "top5Error" in result else ""
    return f"loss {result['loss']:.4f}, top-1 error {100 * result['top1Error']:.2f} %{top5}"


if __name__ == "__main__":
    main()
