package org.busbar.safety.stop;

/** One state of the model, packed into a long: small numbers by name. */
final class World {
  static final int PLACE = 0; // index into MachineTest.PLACES
  static final int OPEN = 1; // gate cell
  static final int EPOCH = 2;
  static final int TRIPPING = 3; // cell closed, site not told yet
  static final int GRANT = 4; // 0 none, else 1 + epoch of the cell it was granted on
  static final int GRANT_PLACE = 5;
  static final int OPENED = 6; // the reset opened the cell, the site has not moved yet
  static final int AUTHORITY = 7;
  static final int WISH = 8; // 0 none, else 1 + epoch of the freeze
  static final int WISH_FRESH = 9; // decided since the site has been running
  static final int LEASE = 10; // rounds that are left
  static final int FROZEN = 11; // 0 none, else 1 + epoch
  static final int FROZEN_FRESH = 12;
  static final int ON_RECORD = 13; // this very RUNNING is on disk
  static final int RECORD_PLACE = 14;
  static final int RECORD_LATCHED = 15;
  static final int OWNER = 16; // which of the two writers has the open session
  static final int WRITER = 17; // 17 and 18: 0 idle, 1 woken, 2 + duty while a write is under way
  static final int HOLDS = 19; // what the device holds
  static final int FIRST = 20; // epoch since which nothing closed or opened the cell
  private static final int[] BITS = {3, 1, 2, 1, 3, 3, 1, 1, 3, 1, 2, 3, 1, 1, 3, 1, 1, 3, 3, 2, 2};

  static final int NOTHING = 0;
  static final int SETPOINT = 1;
  static final int SAFE = 2;
  static final int RELEASE = 3;

  private static final int[] SHIFT = shifts();

  private long code;

  private World(long code) {
    this.code = code;
  }

  World() {
    this(0);
  }

  private static int[] shifts() {
    int[] shifts = new int[BITS.length];
    for (int i = 1; i < BITS.length; i++) {
      shifts[i] = shifts[i - 1] + BITS[i - 1];
    }
    return shifts;
  }

  static World of(long code) {
    return new World(code);
  }

  long code() {
    return code;
  }

  int get(int field) {
    return (int) (code >>> SHIFT[field]) & mask(field);
  }

  private static int mask(int field) {
    return (1 << BITS[field]) - 1;
  }

  boolean is(int field) {
    return get(field) != 0;
  }

  World set(int field, int value) {
    if (value >>> BITS[field] != 0) {
      throw new IllegalStateException("field " + field + " is " + value);
    }
    long others = code & ~((long) mask(field) << SHIFT[field]);
    code = others | (long) value << SHIFT[field];
    return this;
  }

  World set(int field, boolean value) {
    return set(field, value ? 1 : 0);
  }

  Machine.Place place() {
    return MachineTest.PLACES.get(get(PLACE));
  }

  World place(Machine.Place place) {
    return set(PLACE, MachineTest.PLACES.indexOf(place));
  }

  /** The cell is closed or opened: nothing that was decided before counts any more. */
  World turn(boolean open) {
    return set(OPEN, open).set(EPOCH, get(EPOCH) + 1).set(FIRST, get(EPOCH));
  }

  /** Wakes the writer whose session is open; one that is under way looks again by itself. */
  World wake() {
    int writer = WRITER + get(OWNER);
    return get(writer) == 0 ? set(writer, 1) : this;
  }

  @Override
  public String toString() {
    return place()
        + (is(OPEN) ? " open" : " closed")
        + " epoch "
        + get(EPOCH)
        + " wish "
        + (get(WISH) - 1)
        + " lease "
        + get(LEASE)
        + " owner "
        + get(OWNER)
        + " writers "
        + get(WRITER)
        + "/"
        + get(WRITER + 1)
        + " holds "
        + get(HOLDS);
  }
}
