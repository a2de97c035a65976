package org.busbar.transport.modbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.ReadItem;
import org.busbar.api.transport.ReadLimits;
import org.busbar.api.transport.ReadListener;
import org.busbar.api.transport.Registers;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;

/** What holds for each plan, whatever is asked. */
class MergeTest {
  private static final ReadListener DEAF =
      new ReadListener() {
        @Override
        public void received(ReadItem item, Words words, long sentNanos) {}

        @Override
        public void failed(ReadItem item, DeviceException cause) {}
      };

  private static Want want(Registers item, ReadLimits limits, int part) {
    Poll poll = new Poll(List.of(item), 1_000_000_000L, limits, DEAF, gone -> {});
    Want want = new Want(poll, item);
    want.part = part;
    return want;
  }

  @Provide
  Arbitrary<List<Want>> registers() {
    Arbitrary<Want> one =
        Combinators.combine(
                Arbitraries.oneOf(
                    Arbitraries.integers().between(0, 400),
                    Arbitraries.integers().between(65_300, 65_411)),
                Arbitraries.integers().between(1, 125),
                Arbitraries.integers().between(1, 125),
                Arbitraries.integers().between(0, 30),
                Arbitraries.integers().between(0, 2))
            .as(
                (address, count, most, gap, part) ->
                    want(
                        new Registers(1, Table.HOLDING, address, Math.min(count, most)),
                        new ReadLimits(most, gap, Duration.ZERO),
                        part));
    return one.list().ofMaxSize(40);
  }

  @Provide
  Arbitrary<List<Want>> bits() {
    Arbitrary<Want> one =
        Combinators.combine(
                Arbitraries.integers().between(0, 6000), Arbitraries.integers().between(1, 2000))
            .as(
                (address, count) ->
                    want(new Registers(1, Table.COIL, address, count), ReadLimits.DEFAULT, 0));
    return one.list().ofMaxSize(30);
  }

  @Property
  void eachItemIsInOneRequestAndNoRequestIsIllegal(@ForAll("registers") List<Want> wants) {
    Set<Want> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (List<Want> block : Merge.blocks(wants)) {
      Registers range = Merge.range(block);
      BitSet asked = new BitSet();
      int gap = Integer.MAX_VALUE;
      for (Want want : block) {
        assertTrue(seen.add(want), "each item once");
        assertEquals(block.getFirst().part, want.part, "parts are kept apart");
        assertTrue(range.count() <= want.limits().maxRegisters(), "not more than the unit bears");
        assertTrue(want.item.address() >= range.address());
        assertTrue(want.end() <= range.address() + range.count());
        asked.set(want.item.address() - range.address(), want.end() - range.address());
        gap = Math.min(gap, want.limits().maxGap());
      }
      for (int from = asked.nextClearBit(0); from < range.count(); ) {
        int to = asked.nextSetBit(from);
        assertTrue(to >= 0, "nothing is read beyond the last item");
        assertTrue(to - from <= gap, "no gap wider than allowed");
        from = asked.nextClearBit(to);
      }
    }
    assertEquals(wants.size(), seen.size());
  }

  @Property
  void bitsAreMergedWithinTheirOwnLimit(@ForAll("bits") List<Want> wants) {
    int items = 0;
    for (List<Want> block : Merge.blocks(wants)) {
      assertTrue(Merge.range(block).count() <= 2000);
      items += block.size();
    }
    assertEquals(wants.size(), items);
  }

  @Property(tries = 300)
  void itemsThatDoNotOverlapTakeTheFewestRequests(@ForAll("registers") List<Want> any) {
    List<Want> wants = new ArrayList<>();
    int end = 0;
    for (Want want : any.stream().limit(9).toList()) {
      int address = end + want.item.address() % 20;
      int count = want.item.count();
      end = address + count;
      wants.add(
          want(
              new Registers(1, Table.HOLDING, address, count),
              new ReadLimits(125, 8, Duration.ZERO),
              0));
    }
    Collections.shuffle(wants, new java.util.Random(any.size()));
    assertEquals(fewest(wants), Merge.blocks(wants).size());
  }

  /** Tries each way to cut the sorted items into runs. */
  private static int fewest(List<Want> wants) {
    List<Want> sorted = new ArrayList<>(wants);
    sorted.sort((a, b) -> a.item.address() - b.item.address());
    if (sorted.isEmpty()) {
      return 0;
    }
    int best = Integer.MAX_VALUE;
    for (int cuts = 0; cuts < 1 << (sorted.size() - 1); cuts++) {
      int first = 0;
      boolean legal = true;
      for (int i = 1; i < sorted.size(); i++) {
        if ((cuts >> (i - 1) & 1) == 1) {
          first = i;
        } else {
          legal &= sorted.get(i).item.address() - sorted.get(i - 1).end() <= 8;
        }
        legal &= sorted.get(i).end() - sorted.get(first).item.address() <= 125;
      }
      if (legal) {
        best = Math.min(best, Integer.bitCount(cuts) + 1);
      }
    }
    return best;
  }

  @Property
  void cuttingARefusedBlockEndsWithEachRangeByItself(@ForAll("registers") List<Want> wants) {
    List<List<Want>> blocks = new ArrayList<>(Merge.blocks(wants));
    int rounds = 0;
    while (!blocks.isEmpty()) {
      assertTrue(++rounds < 2 * wants.size() + 1, "cutting ends");
      List<Want> block = blocks.removeLast();
      int cut = Merge.cut(block);
      if (cut > 0) {
        assertTrue(cut < block.size());
        blocks.add(block.subList(0, cut));
        blocks.add(block.subList(cut, block.size()));
      } else {
        assertEquals(1, new HashSet<>(block.stream().map(want -> want.item).toList()).size());
      }
    }
  }
}
