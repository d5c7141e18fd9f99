"""Which lines of a page are its story: found by laying the lines beside the known text.

A line is found in the known text by its words. Where the same words stand on the page more than once (a teaser repeats a
paragraph), the lines that keep the order of the known text are taken.
"""

import re
from bisect import bisect_left, bisect_right

WORD = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]|[^\W\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]+")
INVISIBLE = {ord(c): None for c in "\u00ad\u200b\u200c\u2060\ufeff"}
RUN = 4


def squash(text):
    return " ".join(text.translate(INVISIBLE).split())


def words(text):
    return WORD.findall(text.translate(INVISIBLE).lower())


def find_runs(needle, haystack_index, haystack):
    """All places where the words stand in a row."""
    places = haystack_index.get(needle[0], ())
    return [p for p in places if haystack[p : p + len(needle)] == needle]


def candidates(line_words, index, runs, known):
    """(start, share of the line that is there) for every place where a line may stand in the known text."""
    exact = find_runs(line_words, index, known)
    if exact or len(line_words) < 2 * RUN:
        return [(p, 1.0) for p in exact[:20]]
    hits = [(i, runs.get(tuple(line_words[i : i + RUN]), ())) for i in range(len(line_words) - RUN + 1)]
    found = [h for h in hits if h[1]]
    share = len(found) / len(hits)
    if not found:
        return []
    starts = {max(0, p - i) for i, places in found[:3] for p in places[:4]}
    return [(s, share) for s in starts]


def label_lines(lines, truth, optional=()):
    """For each line (text): a share from 0 to 1 of it being story, and whether that is sure."""
    known = words(truth)
    extra = [words(o) for o in optional]
    index, runs = {}, {}
    for p, w in enumerate(known):
        index.setdefault(w, []).append(p)
    for p in range(len(known) - RUN + 1):
        runs.setdefault(tuple(known[p : p + RUN]), []).append(p)
    tokens = [words(text) for text in lines]
    spots = []
    for at, line in enumerate(tokens):
        if line:
            for start, share in candidates(line, index, runs, known):
                if share >= 0.3:
                    spots.append((at, start, start + len(line), share * len(line), share))
    chain = heaviest_chain(spots)
    labels = []
    for at, line in enumerate(tokens):
        if not line:
            labels.append((0.0, 0.0))
        elif at in chain:
            labels.append((chain[at], 1.0))
        elif any(s[0] == at for s in spots):
            labels.append((0.0, 0.0 if len(line) > 8 else 1.0))
        elif any(line == e for e in extra):
            labels.append((0.5, 0.0))
        else:
            labels.append((0.0, 1.0))
    return labels


def heaviest_chain(spots):
    """Lines and places that rise together, of most words in all (allowing small overlaps)."""
    spots.sort(key=lambda s: (s[0], s[1]))
    # Dynamic programming by place in the known text with a Fenwick tree of maxima.
    ends = sorted({s[2] for s in spots})
    tree = [(0.0, -1)] * (len(ends) + 1)

    def best(upto):
        result = (0.0, -1)
        while upto > 0:
            result = max(result, tree[upto])
            upto -= upto & -upto
        return result

    def put(at, value):
        while at < len(tree):
            tree[at] = max(tree[at], value)
            at += at & -at

    back, pending, current, values = [-1] * len(spots), [], -1, []
    for number, (line, start, end, weight, share) in enumerate(spots):
        if line != current:
            for position, value in pending:
                put(position, value)
            pending, current = [], line
        # Overlaps of a few words happen where a line is only partly there.
        slack = 0 if share == 1.0 else 3
        value, before = best(bisect_right(ends, start + slack))
        back[number] = before
        # Nearness to what came before breaks ties between equal places.
        values.append(value + weight)
        pending.append((bisect_left(ends, end) + 1, (value + weight, number)))
    for position, value in pending:
        put(position, value)
    chain, at = {}, best(len(ends))[1] if spots else -1
    while at >= 0:
        chain[spots[at][0]] = spots[at][4]
        at = back[at]
    return chain
