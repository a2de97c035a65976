package org.busbar.profile.sunspec;

import org.busbar.profile.testing.ScriptedConnection;

/** Builds the registers of a SunSpec device by hand from model facts: unset means unimplemented. */
final class Image {
  private final ScriptedConnection device;
  private static final Models MODELS = Models.load();

  private int at;
  private int model;
  private Model.Group root;

  Image(ScriptedConnection device, int base) {
    this.device = device;
    device.put(base, 0x5375, 0x6E53);
    at = base + 2;
    model = base + 2;
    device.put(at, 0xFFFF, 0);
  }

  /** Appends a model with room for instances of its repeated group. */
  Image model(int id, int instances) {
    root = MODELS.of(id).orElseThrow().root();
    model = at;
    int own = root.fields().stream().mapToInt(Model.Field::end).max().orElse(2);
    int below = 0;
    for (Model.Group group : root.groups()) {
      below += group.size() * (group.count().isEmpty() ? 1 : instances);
    }
    int size = own + below;
    for (int i = 0; i < size; i++) {
      device.put(model + i, 0xFFFF);
    }
    root.fields().forEach(field -> unset(model, field));
    int group = model + own;
    for (Model.Group repeated : root.groups()) {
      for (int i = 0; i < (repeated.count().isEmpty() ? 1 : instances); i++) {
        int from = group;
        repeated.fields().forEach(field -> unset(from, field));
        group += repeated.size();
      }
    }
    device.put(model, id, size - 2);
    at = model + size;
    device.put(at, 0xFFFF, 0);
    return this;
  }

  private void unset(int from, Model.Field field) {
    switch (field.type()) {
      case "int16", "sunssf" -> device.put(from + field.at(), 0x8000);
      case "int32" -> device.put(from + field.at(), 0x8000, 0);
      case "acc32" -> device.put(from + field.at(), 0, 0);
      case "float32" -> device.put(from + field.at(), 0x7FC0, 0);
      default -> {}
    }
  }

  /** Sets a field of the last model. */
  Image set(String name, int... words) {
    device.put(address(name), words);
    return this;
  }

  Image setFloat(String name, float value) {
    int bits = Float.floatToRawIntBits(value);
    return set(name, bits >>> 16, bits & 0xFFFF);
  }

  /** Sets a field of an instance of the repeated group of the last model. */
  Image set(int instance, String name, int... words) {
    Model.Group group = root.groups().getLast();
    int own = root.fields().stream().mapToInt(Model.Field::end).max().orElse(2);
    int from = model + own + (instance - 1) * group.size();
    device.put(from + group.field(name).orElseThrow().at(), words);
    return this;
  }

  int address(String name) {
    return model + root.field(name).orElseThrow().at();
  }
}
