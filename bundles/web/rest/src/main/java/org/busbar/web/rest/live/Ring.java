package org.busbar.web.rest.live;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongFunction;

/** The newest of what was numbered, from 1; the oldest makes room for the newest. Thread-safe. */
final class Ring<T> {
  private final int most;
  private final Deque<Numbered<T>> kept = new ArrayDeque<>();
  private long newest;

  /** What was numbered. */
  record Numbered<T>(long sequence, T content) {}

  Ring(int most) {
    this.most = most;
  }

  /** Numbers and keeps what is made for that number. */
  synchronized T add(LongFunction<T> made) {
    if (kept.size() == most) {
      kept.removeFirst();
    }
    T content = made.apply(++newest);
    kept.addLast(new Numbered<>(newest, content));
    return content;
  }

  /** Uses up numbers for what could not be kept, so that a reader learns of it. */
  synchronized void skip(long count) {
    newest += count;
  }

  /** The newest number, 0 before the first. */
  synchronized long newest() {
    return newest;
  }

  /** What is kept after a number, oldest first, at most so many. */
  synchronized List<Numbered<T>> after(long sequence, int limit) {
    List<Numbered<T>> found = new ArrayList<>();
    if (sequence >= newest) {
      return found;
    }
    for (Numbered<T> each : kept) {
      if (each.sequence() > sequence && found.size() < limit) {
        found.add(each);
      }
    }
    return found;
  }
}
