package org.busbar.profile.sunspec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.RegisterConnection;
import org.busbar.api.transport.Registers;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;
import org.busbar.profile.api.Register;

/**
 * What models a device has and where: the list is walked from the marker on, id and length at a
 * time. Used on the connection's thread only.
 */
final class Scan {
  /** Where the marker may stand. */
  static final List<Integer> BASES = List.of(40_000, 50_000, 0);

  /** "SunS". */
  static final Words MARKER = Words.of(0x5375, 0x6E53);

  private static final int END = 0xFFFF;
  private static final int MAX_MODELS = 100;
  private static final int MAX_INSTANCES = 64;
  private static final int HEAD = 2;

  private final RegisterConnection connection;
  private final int unit;
  private final Models models;
  private final List<Head> heads = new ArrayList<>();
  private final List<Placed> fields = new ArrayList<>();

  /**
   * Where a model stands.
   *
   * @param model its number
   * @param at address of its id
   * @param length registers after id and length
   */
  record Head(int model, int at, int length) {}

  /** A model with its head and the address after its last register. */
  private record Span(Head head, Model.Group root, int end) {}

  private Scan(RegisterConnection connection, int unit, Models models) {
    this.connection = connection;
    this.unit = unit;
    this.models = models;
  }

  /** Walks the list of models behind a marker. */
  static Scan run(RegisterConnection connection, int unit, int base, Models models)
      throws DeviceException {
    Scan scan = new Scan(connection, unit, models);
    scan.walk(base + MARKER.size());
    for (Head head : scan.heads) {
      Optional<Model> model = models.of(head.model());
      if (model.isPresent()) {
        scan.place(head, model.get());
      }
    }
    return scan;
  }

  private void walk(int first) throws DeviceException {
    int at = first;
    for (int i = 0; i < MAX_MODELS && at + HEAD <= END; i++) {
      Words head = read(at, HEAD);
      if (head.at(0) == END) {
        return;
      }
      heads.add(new Head(head.at(0), at, head.at(1)));
      at += HEAD + head.at(1);
    }
    throw new DeviceException.Malformed("the list of models has no end");
  }

  /** Fields beyond the length the device states are not there: older editions end early. */
  private void place(Head head, Model model) throws DeviceException {
    int end = head.at() + HEAD + head.length();
    Model.Group root = model.root();
    Span span = new Span(head, root, end);
    addFields(span, root, 0, head.at());
    int at = head.at() + root.fields().stream().mapToInt(Model.Field::end).max().orElse(HEAD);
    for (Model.Group group : root.groups()) {
      int instances = instances(span, group, at);
      for (int i = 1; i <= instances; i++) {
        addFields(span, group, group.count().isEmpty() ? 0 : i, at);
        at += group.size();
      }
    }
  }

  private int instances(Span span, Model.Group group, int at) throws DeviceException {
    int fitting = Math.max(0, (span.end() - at) / group.size());
    if (group.count().isEmpty()) {
      return 1;
    }
    if (group.count().equals(Model.REST)) {
      return Math.min(fitting, MAX_INSTANCES);
    }
    int counter = span.head().at() + span.root().field(group.count()).orElseThrow().at();
    return Math.min(Math.min(fitting, read(counter, 1).at(0)), MAX_INSTANCES);
  }

  private void addFields(Span span, Model.Group group, int instance, int at) {
    for (Model.Field field : group.fields()) {
      if (at + field.end() > span.end()) {
        return;
      }
      OptionalInt scale = OptionalInt.empty();
      if (!field.scale().isEmpty()) {
        boolean inGroup = instance > 0 && group.field(field.scale()).isPresent();
        Model.Field point = (inGroup ? group : span.root()).field(field.scale()).orElseThrow();
        scale = OptionalInt.of((inGroup ? at : span.head().at()) + point.at());
      }
      fields.add(new Placed(span.head().model(), field, instance, at + field.at(), scale));
    }
  }

  private Words read(int at, int count) throws DeviceException {
    return connection.read(new Registers(unit, Table.HOLDING, at, count));
  }

  List<Head> heads() {
    return List.copyOf(heads);
  }

  boolean has(int... anyOf) {
    for (int model : anyOf) {
      if (heads.stream().anyMatch(head -> head.model() == model)) {
        return true;
      }
    }
    return false;
  }

  /** Numbers of the models, for people. */
  TreeSet<Integer> models() {
    TreeSet<Integer> found = new TreeSet<>();
    heads.forEach(head -> found.add(head.model()));
    return found;
  }

  /** All instances of a field, those of the first such model in the device. */
  List<Placed> fields(int model, String name) {
    List<Placed> named =
        fields.stream().filter(f -> f.model() == model && f.field().name().equals(name)).toList();
    List<Placed> first = new ArrayList<>();
    for (Placed field : named) {
      if (first.stream().noneMatch(f -> f.instance() == field.instance())) {
        first.add(field);
      }
    }
    return first;
  }

  Optional<Placed> field(int model, String name) {
    return fields(model, name).stream().findFirst();
  }

  /** Power of ten of a field, 0 where it has no scale point. */
  int exponent(Placed field) throws DeviceException {
    return field.scaleAt().isPresent() ? (short) read(field.scaleAt().getAsInt(), 1).at(0) : 0;
  }

  /** Value of a field in the model's unit, NaN where the device does not have it. */
  double value(int model, String name) throws DeviceException {
    Optional<Placed> field = field(model, name);
    if (field.isEmpty()) {
      return Double.NaN;
    }
    Register register = field.get().register(1);
    return register.coding().decode(read(register.at(), register.size()), exponent(field.get()));
  }

  /** Text of a field, empty where the device does not have it. */
  String text(int model, String name) throws DeviceException {
    Optional<Placed> field = field(model, name);
    if (field.isEmpty()) {
      return "";
    }
    Words words = read(field.get().at(), field.get().field().size());
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 2 * words.size(); i++) {
      int octet = words.at(i / 2) >> (i % 2 == 0 ? 8 : 0) & 0xFF;
      if (octet < ' ' || octet > '~') {
        break;
      }
      text.append((char) octet);
    }
    return text.toString().strip();
  }
}
