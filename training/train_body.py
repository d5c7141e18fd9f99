#!/usr/bin/env python3
"""Trains the model of the body and writes its table. See README.md beside this file."""

import argparse
import hashlib
import json
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import lightgbm
import numpy as np

from labels import label_lines, squash

SETS = ["aeb", "fundus", "fundus-eval", "wcxb", "trafilatura", "world"]
# Sets of news count more than the one of all kinds of pages; that of snippets knows only a few lines of a page.
SET_WEIGHT = {"wcxb": 1.0, "trafilatura": 0.7}
NEWS_WEIGHT = 2.5
PARAMETERS = dict(
    objective="cross_entropy", num_leaves=16, learning_rate=0.1, min_data_in_leaf=40, feature_fraction=0.4,
    bagging_fraction=0.8, bagging_freq=1, lambda_l2=5, max_bin=63, verbose=-1, num_threads=2, seed=1, deterministic=True,
)
FOLDS = 5
# Trees of the gate, which sees only the numbers that need no look at the words of a line, and the log-odds below which it lets none pass.
# model.rs knows both.
GATE_ROUNDS = 40
SURELY_NOT = -2.5


def read_pages(corpus, measure):
    for name in SETS:
        truth = {}
        with open(corpus / f"{name}.truth.jsonl", encoding="utf-8") as file:
            for line in file:
                record = json.loads(line)
                truth[record["url"]] = record
        process = subprocess.Popen([measure, corpus / f"{name}.warc.gz"], stdout=subprocess.PIPE, text=True)
        for line in process.stdout:
            page = json.loads(line)
            known = truth.get(page["url"])
            if known and page["lines"]:
                yield page_of(name, known, page)
        if process.wait():
            sys.exit(f"{measure} failed")


def page_of(name, known, page):
    texts = [line["text"] for line in page["lines"]]
    labels = label_lines(texts, known["body"], known.get("optional", ())) if known.get("body") else by_snippets(texts, known)
    return {
        "set": name,
        "truth": known,
        "names": page["first"] + page["rest"],
        "first": len(page["first"]),
        "texts": texts,
        "kinds": [line["kind"] for line in page["lines"]],
        "x": np.array([line["values"] for line in page["lines"]], dtype=np.float32),
        "y": np.array([share for share, _ in labels]),
        "weight": weights(name, texts, np.array([sure for _, sure in labels])),
    }


def by_snippets(texts, known):
    """Labels where only snippets are known that must, or must not, be in the body."""
    wanted = [squash(s) for s in known.get("with", [])]
    unwanted = [squash(s) for s in known.get("without", [])]
    labels = []
    for text in map(squash, texts):
        if any(s in text for s in wanted):
            labels.append((1.0, 1.0))
        else:
            labels.append((0.0, 1.0 if any(s in text for s in unwanted) else 0.0))
    return labels


def weights(name, texts, sure):
    """Long lines count more; all pages of a set count the same."""
    words = np.array([max(1, len(text.split())) for text in texts], dtype=float)
    weight = sure * np.sqrt(np.minimum(words, 100))
    total = weight.sum()
    return weight / total * 30 * SET_WEIGHT.get(name, NEWS_WEIGHT) if total else weight


def train(pages, rounds):
    rng = np.random.default_rng(1)
    xs, ys, ws = [], [], []
    for page in pages:
        near = np.convolve(page["y"] > 0.3, np.ones(13), "same")[: len(page["y"])] > 0
        # Far from the story one line in five tells enough.
        kept = near | (rng.random(len(near)) < 0.2)
        kept &= page["weight"] > 0
        xs.append(page["x"][kept])
        ys.append(page["y"][kept])
        ws.append(np.where(near, 1, 5)[kept] * page["weight"][kept])
    x, label, weight = np.vstack(xs), np.concatenate(ys), np.concatenate(ws)
    first = pages[0]["first"]
    gate = lightgbm.train(PARAMETERS, lightgbm.Dataset(x[:, :first], label=label, weight=weight), GATE_ROUNDS)
    return Model(gate, lightgbm.train(PARAMETERS, lightgbm.Dataset(x, label=label, weight=weight), rounds), first)


class Model:
    """The gate, which sees a part of the numbers, and the trees that judge what passes it."""

    def __init__(self, gate, judge, first):
        self.gate, self.judge, self.first = gate, judge, first
        self.lines = self.passed = 0

    def predict(self, x):
        passes = self.gate.predict(x[:, : self.first], raw_score=True) >= SURELY_NOT
        self.lines, self.passed = self.lines + len(x), self.passed + passes.sum()
        return np.where(passes, self.judge.predict(x), 0)

    def trees(self):
        return self.gate.dump_model()["tree_info"] + self.judge.dump_model()["tree_info"]


def fold_of(site):
    return hashlib.md5(site.encode()).digest()[0] % FOLDS


def cross_validate(pages, rounds, scorer):
    rows = defaultdict(list)
    for fold in range(FOLDS):
        inside = [p for p in pages if fold_of(p["truth"]["site"]) != fold]
        model = train(inside, rounds)
        for page in (p for p in pages if fold_of(p["truth"]["site"]) == fold):
            body = body_of(page, model.predict(page["x"]))
            rows[page["set"]].append(scorer.score_page(page["truth"], {"url": page["truth"]["url"], "body": body}))
        print(f"fold {fold}: {model.passed / model.lines:.1%} of the lines pass the gate", file=sys.stderr)
    for name, scored in rows.items():
        summary = scorer.summarise(scored)
        keys = ["body_f1", "body_p", "body_r", "para_f1", "snip_f1", "leak"]
        print(f"{name:12}", *(f"{key} {summary[key]:.4f}" for key in keys if key in summary))


def body_of(page, likelihoods):
    """The lines over one half, as gleaner puts them together, but for what it leaves out by rule."""
    seen, body = set(), []
    for text, kind, likelihood in zip(page["texts"], page["kinds"], likelihoods):
        key = re.sub(r"\W", "", text.lower())
        if likelihood > 0.5 and (len(text) < 60 or kind == "table_row" or key not in seen):
            seen.add(key)
            body.append(text)
    return "\n\n".join(body)


def table_of(model, names):
    """The trees as `model.rs` reads them: nodes in preorder, numbered in each tree."""
    yield "# Trees that tell the lines of a story, those of the gate first: made by training/train_body.py, read by model.rs."
    for tree in model.trees():
        yield "tree"
        nodes = []
        flatten(tree["tree_structure"], names, nodes)
        yield from nodes


def flatten(node, names, nodes):
    at = len(nodes)
    nodes.append(None)
    if "leaf_value" in node:
        nodes[at] = f"= {node['leaf_value']:.4g}"
        return at
    if node["decision_type"] != "<=":
        sys.exit(f"unexpected decision {node['decision_type']}")
    yes = flatten(node["left_child"], names, nodes)
    no = flatten(node["right_child"], names, nodes)
    nodes[at] = f"{names[node['split_feature']]} <= {node['threshold']:.6g} {yes} {no}"
    return at


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help="folder of SET.warc.gz and SET.truth.jsonl")
    parser.add_argument("--measure", type=Path, default=Path("target/release/examples/measure_lines"))
    parser.add_argument("--table", type=Path, help="where to write the trees; without it only the cross-validation is printed")
    parser.add_argument("--rounds", type=int, default=160)
    parser.add_argument("--no-validation", action="store_true")
    arguments = parser.parse_args()
    pages = list(read_pages(arguments.corpus, arguments.measure))
    if not arguments.no_validation:
        sys.path.insert(0, str(arguments.corpus.parent))
        import score_articles

        cross_validate(pages, arguments.rounds, score_articles)
    if arguments.table:
        model = train(pages, arguments.rounds)
        arguments.table.write_text("\n".join(table_of(model, pages[0]["names"])) + "\n")


if __name__ == "__main__":
    main()
