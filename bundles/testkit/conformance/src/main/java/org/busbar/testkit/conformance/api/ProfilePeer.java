package org.busbar.testkit.conformance.api;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.profile.api.Coding;
import org.busbar.profile.api.Computed;
import org.busbar.profile.api.Identity;
import org.busbar.profile.api.PointKey;
import org.busbar.profile.api.Profile;
import org.busbar.profile.api.ProfilePoint;
import org.busbar.profile.api.Register;
import org.busbar.profile.api.WriteSpec;
import org.busbar.profile.api.WriteStep;
import org.jspecify.annotations.Nullable;

/** The device a profile describes: its registers, and what writing them changes. */
final class ProfilePeer implements Peer, RegisterPeer.Image {
  private final Profile profile;
  private final Map<Table, Map<Integer, Integer>> tables = new EnumMap<>(Table.class);
  private final Map<Table, Set<Integer>> proof = new EnumMap<>(Table.class);
  private final RegisterPeer server;
  private int writes;

  ProfilePeer(Profile profile) throws IOException {
    this.profile = profile;
    settle();
    this.server = new RegisterPeer(this);
  }

  private List<ProfilePoint> readable() {
    List<ProfilePoint> all = new ArrayList<>(profile.points());
    all.addAll(profile.inputs());
    return all;
  }

  @Override
  public synchronized void settle() {
    tables.clear();
    for (WriteSpec write : profile.writes()) {
      List<WriteStep> steps = new ArrayList<>(write.steps());
      steps.addAll(write.releaseSteps());
      steps.forEach(step -> put(step.table(), step.at(), Words.of(new int[step.size()])));
      write.readBack().ifPresent(this::clear);
    }
    for (ProfilePoint point : readable()) {
      clear(point.register());
    }
    for (ProfilePoint point : readable()) {
      lay(point);
    }
    prove(false);
  }

  private void clear(Register register) {
    put(register.table(), register.at(), Words.of(new int[register.size()]));
    register.scaleFrom().ifPresent(at -> put(register.table(), at, Words.of(0)));
  }

  /** A likely value; what shares its register with others is laid beside them. */
  private void lay(ProfilePoint point) {
    Coding coding = point.register().coding();
    double middle = Math.clamp(1, point.range().min(), point.range().max());
    for (double value : new double[] {middle, -middle, 0}) {
      try {
        Words words = coding.encode(value);
        int[] both = new int[words.size()];
        for (int i = 0; i < both.length; i++) {
          int there =
              coding.isPart() ? held(point.register().table(), point.register().at() + i) : 0;
          both[i] = words.at(i) | there;
        }
        put(point.register().table(), point.register().at(), Words.of(both));
        return;
      } catch (IllegalArgumentException unfit) {
        continue;
      }
    }
  }

  private void prove(boolean other) {
    proof.clear();
    for (Identity identity : profile.identify()) {
      Words example = identity.example();
      int[] words = new int[example.size()];
      for (int i = 0; i < words.length; i++) {
        words[i] = example.at(i) ^ (other ? 0x5555 : 0);
        proof.computeIfAbsent(identity.table(), _ -> new HashSet<>()).add(identity.at() + i);
      }
      put(identity.table(), identity.at(), Words.of(words));
    }
  }

  @Override
  public synchronized void disguise(boolean other) {
    prove(other);
  }

  @Override
  public boolean hasIdentity() {
    return !profile.identify().isEmpty();
  }

  @Override
  public synchronized void randomize(RandomGenerator random) {
    tables.forEach(
        (table, words) ->
            words.replaceAll(
                (at, word) ->
                    proof.getOrDefault(table, Set.of()).contains(at)
                        ? word
                        : isBits(table) ? random.nextInt(2) : random.nextInt(65_536)));
  }

  private static boolean isBits(Table table) {
    return table == Table.COIL || table == Table.DISCRETE_INPUT;
  }

  private int held(Table table, int at) {
    return tables.getOrDefault(table, Map.of()).getOrDefault(at, 0);
  }

  private void put(Table table, int at, Words words) {
    Map<Integer, Integer> all = tables.computeIfAbsent(table, _ -> new HashMap<>());
    for (int i = 0; i < words.size(); i++) {
      all.put(at + i, words.at(i));
    }
  }

  @Override
  public synchronized int @Nullable [] read(Table table, int at, int count) {
    Map<Integer, Integer> all = tables.getOrDefault(table, Map.of());
    int[] words = new int[count];
    boolean any = false;
    for (int i = 0; i < count; i++) {
      any |= all.containsKey(at + i);
      words[i] = all.getOrDefault(at + i, 0);
    }
    boolean tooLong = !isBits(table) && count > profile.readLimits().maxRegisters();
    return any && !tooLong ? words : null;
  }

  @Override
  public synchronized boolean write(Table table, int at, int[] words) {
    for (int i = 0; i < words.length; i++) {
      if (!tables.getOrDefault(table, Map.of()).containsKey(at + i)) {
        return false;
      }
    }
    writes++;
    put(table, at, Words.of(words));
    for (WriteSpec write : profile.writes()) {
      for (WriteStep step : write.steps()) {
        if (step instanceof WriteStep.Value value
            && step.table() == table
            && at <= step.at()
            && step.at() < at + words.length) {
          write.readBack().ifPresent(place -> show(place, decoded(value.register())));
        }
      }
    }
    return true;
  }

  private void show(Register place, double value) {
    try {
      put(place.table(), place.at(), place.coding().encode(value, exponent(place)));
    } catch (IllegalArgumentException unfit) {
      clear(place);
    }
  }

  private int exponent(Register register) {
    return register.scaleFrom().isPresent()
        ? (short) held(register.table(), register.scaleFrom().getAsInt())
        : 0;
  }

  private double decoded(Register register) {
    int[] words = new int[register.size()];
    for (int i = 0; i < words.length; i++) {
      words[i] = held(register.table(), register.at() + i);
    }
    return register.coding().decode(Words.of(words), exponent(register));
  }

  @Override
  public synchronized Map<Address, Double> truth(NodeId device) {
    Map<PointKey, Double> values = new HashMap<>();
    readable().forEach(point -> values.put(point.key(), decoded(point.register())));
    Map<Address, Double> truth = new HashMap<>();
    for (ProfilePoint point : profile.points()) {
      truth.put(point.key().address(device), values.get(point.key()));
    }
    for (Computed computed : profile.computed()) {
      double value = computed.factor() * computed.formula().evaluate(values::get);
      values.put(computed.key(), value);
      truth.put(computed.key().address(device), value);
    }
    return truth;
  }

  @Override
  public synchronized int writes() {
    return writes;
  }

  @Override
  public ConnectionConfig connection() {
    return server.connection();
  }

  @Override
  public int unit() {
    return 1;
  }

  @Override
  public void conduct(Conduct conduct) {
    server.conduct(conduct);
  }

  @Override
  public void restart() {
    server.restart();
  }

  @Override
  public void close() {
    server.close();
  }
}
