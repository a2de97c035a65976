package org.busbar.api.transport;

import java.util.Arrays;

/** Immutable run of 16-bit words (or bits, one per word) as they were on the wire. */
public final class Words {
  private final short[] words;

  private Words(short[] words) {
    this.words = words;
  }

  /** Copies the words; each int's lower 16 bits count. */
  public static Words of(int... words) {
    short[] copy = new short[words.length];
    for (int i = 0; i < words.length; i++) {
      copy[i] = (short) words[i];
    }
    return new Words(copy);
  }

  /** How many. */
  public int size() {
    return words.length;
  }

  /** The word at an offset, 0 to 65535. */
  public int at(int offset) {
    return words[offset] & 0xFFFF;
  }

  /** A part of these words. */
  public Words slice(int from, int count) {
    return new Words(Arrays.copyOfRange(words, from, from + count));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Words that && Arrays.equals(words, that.words);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(words);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < words.length; i++) {
      text.append(i == 0 ? "" : " ").append(String.format("%04x", at(i)));
    }
    return text.append(']').toString();
  }
}
