package org.busbar.sim.served;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.transport.ReadLimits;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Points;
import org.busbar.profile.api.Coding;
import org.busbar.profile.api.Evidence;
import org.busbar.profile.api.PointKey;
import org.busbar.profile.api.PollClass;
import org.busbar.profile.api.Profile;
import org.busbar.profile.api.ProfilePoint;
import org.busbar.profile.api.RawType;
import org.busbar.profile.api.Register;
import org.busbar.profile.api.SunSpecModel;
import org.busbar.profile.api.WordOrder;
import org.busbar.profile.api.WriteSpec;
import org.busbar.profile.api.WriteStep;

/**
 * A PV inverter laid out by SunSpec information models: marker, models one after the other, end.
 * Which point of a model shows which value of the device is said here, apart from what the gateway
 * makes of the same models.
 */
public final class SunSpecPv {
  /** Common, three-phase inverter, ratings, settings, status, controls. */
  public static final List<Integer> MODELS = List.of(1, 103, 120, 121, 122, 123);

  /** Of the model of strings: its fixed part in registers, that of each string, places in it. */
  private static final int STRINGS = 160;

  private static final int STRINGS_HEAD = 10;
  private static final int STRING_SIZE = 20;
  private static final int STRING_A = 9;
  private static final int STRING_V = 10;
  private static final int STRING_W = 11;

  private static final int BASE = 40_000;
  private static final int NOT_AVAILABLE = 0x8000;
  private static final double PERCENT = 0.01;

  private final Map<Integer, SunSpecModel> models = new HashMap<>();
  private final Map<Integer, Integer> starts = new HashMap<>();
  private final Map<Integer, Words> words = new HashMap<>();
  private final List<ProfilePoint> points = new ArrayList<>();

  /** Lays the models out; all of {@link #MODELS} must be there. */
  public SunSpecPv(List<SunSpecModel> facts) {
    this(facts, 0);
  }

  /** The same with model 160 behind the others, where there are strings to tell of. */
  public SunSpecPv(List<SunSpecModel> facts, int strings) {
    words.put(BASE, Words.of(0x5375, 0x6E53));
    int at = BASE + 2;
    for (SunSpecModel model : facts) {
      models.put(model.id(), model);
      starts.put(model.id(), at);
      fill(model, at);
      at += model.size();
    }
    identify();
    measure();
    rate();
    if (strings > 0) {
      strings(at, strings);
      at += STRINGS_HEAD + strings * STRING_SIZE;
    }
    words.put(at, Words.of(0xFFFF, 0));
  }

  /** Scales of current, voltage and power are the three registers behind the length. */
  private void strings(int at, int count) {
    int[] all = new int[STRINGS_HEAD + count * STRING_SIZE];
    all[0] = STRINGS;
    all[1] = all.length - 2;
    all[5] = NOT_AVAILABLE;
    all[8] = count;
    for (int i = 0; i < all.length; i++) {
      words.put(at + i, Words.of(all[i]));
    }
    for (int string = 1; string <= count; string++) {
      int from = at + STRINGS_HEAD + (string - 1) * STRING_SIZE;
      words.put(from, Words.of(string));
      string(from + STRING_A, at + 2, Points.DC_CURRENT_A, string);
      string(from + STRING_V, at + 3, Points.DC_VOLTAGE_V, string);
      string(from + STRING_W, at + 4, Points.DC_POWER_W, string);
    }
  }

  private void string(int at, int scaleAt, Point point, int index) {
    Coding coding =
        new Coding(RawType.U16, WordOrder.HIGH_FIRST, 1, 0, Set.of(0xFFFFL), Map.of(), -1);
    Register register = new Register(Table.HOLDING, at, coding, OptionalInt.of(scaleAt));
    Interval range = new Interval(point.plausibleMin(), point.plausibleMax());
    points.add(new ProfilePoint(new PointKey("", point, index), register, range, PollClass.NORMAL));
  }

  /** The registers whose words are there from the start. */
  public FixedWords words() {
    return new FixedWords(Table.HOLDING, words);
  }

  /** The rest, as a profile. */
  public Profile profile() {
    Map<PollClass, Duration> polls = new EnumMap<>(PollClass.class);
    Arrays.stream(PollClass.values()).forEach(poll -> polls.put(poll, poll.period()));
    return new Profile(
        "sunspec",
        1,
        "Simulated SunSpec inverter",
        "Busbar",
        List.of(),
        "Apache-2.0",
        new Evidence("SunSpec information models", "", "", "reference"),
        Maturity.SIMULATED,
        new ReadLimits(125, 0, Duration.ZERO),
        polls,
        List.of(),
        "pv",
        Map.of(),
        points,
        List.of(limit()),
        Map.of(),
        Duration.ofSeconds(1),
        List.of(),
        List.of());
  }

  /** Every register says at first that it is not available, in the words of its type. */
  private void fill(SunSpecModel model, int at) {
    int[] all = new int[model.size()];
    Arrays.fill(all, NOT_AVAILABLE);
    for (SunSpecModel.Field field : model.fields()) {
      int[] none =
          switch (field.type()) {
            case "uint16", "enum16", "bitfield16", "count" -> new int[] {0xFFFF};
            case "uint32", "enum32", "bitfield32" -> new int[] {0xFFFF, 0xFFFF};
            case "int16", "sunssf", "pad" -> new int[] {NOT_AVAILABLE};
            default -> new int[field.size()];
          };
      System.arraycopy(none, 0, all, field.at(), none.length);
    }
    all[0] = model.id();
    all[1] = model.size() - 2;
    for (int i = 0; i < all.length; i++) {
      words.put(at + i, Words.of(all[i]));
    }
  }

  private int at(int model, String name) {
    return starts.get(model) + field(model, name).at();
  }

  private SunSpecModel.Field field(int model, String name) {
    return models
        .get(model)
        .field(name)
        .orElseThrow(() -> new IllegalArgumentException("model " + model + " has no " + name));
  }

  private void text(String name, String text) {
    byte[] bytes =
        Arrays.copyOf(text.getBytes(StandardCharsets.US_ASCII), 2 * field(1, name).size());
    for (int i = 0; i < bytes.length; i += 2) {
      words.put(at(1, name) + i / 2, Words.of(bytes[i] << 8 | bytes[i + 1]));
    }
  }

  private void number(int model, String name, int word) {
    words.put(at(model, name), Words.of(word));
  }

  private void identify() {
    text("Mn", "Busbar");
    text("Md", "Simulated PV inverter");
    text("Vr", "1");
    text("SN", "SIM-0001");
  }

  private void measure() {
    show(103, "A", Points.CURRENT_A, 0);
    String[] phases = {"A", "B", "C"};
    String[] pairs = {"AB", "BC", "CA"};
    for (int i = 0; i < phases.length; i++) {
      show(103, "Aph" + phases[i], Points.CURRENT_A, i + 1);
      show(103, "PhVph" + phases[i], Points.VOLTAGE_LN_V, i + 1);
      show(103, "PPVph" + pairs[i], Points.VOLTAGE_LL_V, i + 1);
    }
    show(103, "W", Points.ACTIVE_POWER_W, 0);
    show(103, "Hz", Points.FREQUENCY_HZ, 0);
    show(103, "VA", Points.APPARENT_POWER_VA, 0);
    show(103, "VAr", Points.REACTIVE_POWER_VAR, 0);
    show(103, "PF", Points.POWER_FACTOR, 0, PERCENT);
    show(103, "WH", Points.ENERGY_INJECTED_WH, 0);
    show(103, "DCA", Points.DC_CURRENT_A, 0);
    show(103, "DCV", Points.DC_VOLTAGE_V, 0);
    show(103, "DCW", Points.DC_POWER_W, 0);
    show(103, "TmpCab", Points.TEMPERATURE_C, 0);
    show(103, "St", Points.OPERATING_STATE, 0);
    show(103, "Evt1", Points.EVENT_BITS, 0);
  }

  private void rate() {
    // 4 is PV.
    number(120, "DERTyp", 4);
    show(120, "WRtg", Points.RATED_POWER_W, 0);
    show(120, "VARtg", Points.RATED_APPARENT_POWER_VA, 0);
    show(121, "WMax", Points.RATED_POWER_W, 0);
    // Connected, available and operating.
    number(122, "PVConn", 7);
    number(122, "ECPConn", 1);
    number(123, "Conn", 1);
    number(123, "WMaxLim_Ena", 0);
    number(123, "WMaxLimPct_RvrtTms", 0);
    show(123, "WMaxLimPct", Points.ACTIVE_POWER_LIMIT_PCT, 0);
  }

  private void show(int model, String name, Point point, int index) {
    show(model, name, point, index, 1);
  }

  private void show(int model, String name, Point point, int index, double factor) {
    // A value is shown wherever models have it; keys of points are unique within a profile.
    points.add(
        new ProfilePoint(
            new PointKey("", point, index),
            register(model, name, factor),
            new Interval(point.plausibleMin(), point.plausibleMax()),
            PollClass.NORMAL));
  }

  private Register register(int model, String name, double factor) {
    SunSpecModel.Field field = field(model, name);
    RawType type =
        switch (field.type()) {
          case "int16", "sunssf" -> RawType.I16;
          case "uint16" -> RawType.U16;
          case "enum16" -> RawType.ENUM;
          case "uint32", "acc32" -> RawType.U32;
          case "bitfield32" -> RawType.BITS32;
          default -> throw new IllegalArgumentException(name + " is " + field.type());
        };
    Set<Long> none =
        switch (type) {
          case I16 -> Set.of(0x8000L);
          case U16, ENUM -> Set.of(0xFFFFL);
          default -> Set.of();
        };
    Coding coding = new Coding(type, WordOrder.HIGH_FIRST, factor, 0, none, Map.of(), -1);
    OptionalInt scale =
        field.scale().isEmpty() ? OptionalInt.empty() : OptionalInt.of(at(model, field.scale()));
    return new Register(Table.HOLDING, at(model, name), coding, scale);
  }

  /** The limit acts while it is enabled and until its timer has run out. */
  private WriteSpec limit() {
    Register percent = register(123, "WMaxLimPct", 1);
    int enable = at(123, "WMaxLim_Ena");
    return new WriteSpec(
        PointKey.of(Points.ACTIVE_POWER_LIMIT_PCT),
        List.of(
            new WriteStep.Timer(register(123, "WMaxLimPct_RvrtTms", 1), false),
            new WriteStep.Value(percent, false),
            new WriteStep.Constant(Table.HOLDING, enable, Words.of(1), false)),
        Double.NaN,
        List.of(new WriteStep.Constant(Table.HOLDING, enable, Words.of(0), false)),
        0,
        new Interval(0, 100),
        0,
        Double.POSITIVE_INFINITY,
        Duration.ZERO,
        Duration.ZERO,
        Optional.empty(),
        Optional.empty(),
        Optional.of(percent),
        1,
        Optional.empty(),
        Double.POSITIVE_INFINITY);
  }
}
