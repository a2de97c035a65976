package org.busbar.profile.sunspec;

import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.busbar.api.transport.Table;
import org.busbar.profile.api.Coding;
import org.busbar.profile.api.RawType;
import org.busbar.profile.api.Register;
import org.busbar.profile.api.WordOrder;

/**
 * A field of a model at its place in a device.
 *
 * @param model number of the model
 * @param field the field
 * @param instance 0 in the model itself; 1, 2, 3 ... in a repeated group
 * @param at address of its first register
 * @param scaleAt address of its scale point, empty for none
 */
record Placed(int model, Model.Field field, int instance, int at, OptionalInt scaleAt) {

  /** Whether it is a number that a register of ours can express. */
  boolean isNumber() {
    return switch (field.type()) {
      case "string", "pad", "sunssf", "eui48", "ipaddr", "ipv6addr" -> false;
      default -> true;
    };
  }

  /**
   * How it is coded.
   *
   * @param factor unit of the point per unit of the model, negative where it counts the other way
   */
  Register register(double factor) {
    return new Register(Table.HOLDING, at, coding(factor), scaleAt);
  }

  /** Each type has a pattern that says "not implemented"; accumulators say it with 0. */
  private Coding coding(double factor) {
    return switch (field.type()) {
      case "int16" -> coding(RawType.I16, factor, 0x8000L);
      case "int32" -> coding(RawType.I32, factor, 0x8000_0000L);
      case "int64" -> coding(RawType.I64, factor, 0x8000_0000_0000_0000L);
      case "uint32" -> coding(RawType.U32, factor, 0xFFFF_FFFFL);
      case "uint64" -> coding(RawType.U64, factor, 0xFFFF_FFFF_FFFF_FFFFL);
      case "enum32" -> coding(RawType.U32, factor, 0xFFFF_FFFFL);
      case "bitfield32" -> coding(RawType.BITS32, factor, 0xFFFF_FFFFL);
      case "acc16" -> coding(RawType.U16, factor, 0L);
      case "acc32" -> coding(RawType.U32, factor, 0L);
      case "acc64" -> coding(RawType.U64, factor, 0L);
      case "float32" -> coding(RawType.F32, factor, 0x7FC0_0000L);
      case "float64" -> coding(RawType.F64, factor, 0x7FF8_0000_0000_0000L);
      case "bitfield16" -> coding(RawType.BITS, factor, 0xFFFFL);
      case "uint16", "enum16", "count" -> coding(RawType.U16, factor, 0xFFFFL);
      default -> throw new IllegalArgumentException(field.name() + " is a " + field.type());
    };
  }

  private static Coding coding(RawType type, double factor, long invalid) {
    return new Coding(type, WordOrder.HIGH_FIRST, factor, 0, Set.of(invalid), Map.of(), -1);
  }
}
