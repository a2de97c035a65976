package org.busbar.profile.importing;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The type of a register in the wording of others. */
final class CsvType {
  private static final Map<String, String> WORDINGS =
      Map.ofEntries(
          Map.entry("word", "u16"),
          Map.entry("ushort", "u16"),
          Map.entry("short", "i16"),
          Map.entry("uword", "u16"),
          Map.entry("sword", "i16"),
          Map.entry("dword", "u32"),
          Map.entry("udword", "u32"),
          Map.entry("sdword", "i32"),
          Map.entry("ulong", "u32"),
          Map.entry("long", "i32"),
          Map.entry("udint", "u32"),
          Map.entry("dint", "i32"),
          Map.entry("qword", "u64"),
          Map.entry("float", "f32"),
          Map.entry("float32", "f32"),
          Map.entry("single", "f32"),
          Map.entry("real", "f32"),
          Map.entry("real32", "f32"),
          Map.entry("ieee754", "f32"),
          Map.entry("double", "f64"),
          Map.entry("float64", "f64"),
          Map.entry("lreal", "f64"),
          Map.entry("bitfield", "bits"),
          Map.entry("bitfield16", "bits"),
          Map.entry("bitmap", "bits"),
          Map.entry("flags", "bits"),
          Map.entry("16bitflags", "bits"),
          Map.entry("32bitflags", "bits32"),
          Map.entry("bitfield32", "bits32"),
          Map.entry("enum16", "enum"),
          Map.entry("bit", "bool"),
          Map.entry("boolean", "bool"));

  private static final Set<String> OURS =
      Set.of(
          "u16", "i16", "u32", "i32", "u64", "i64", "f32", "f64", "bits", "bits32", "enum",
          "enum32", "bool");

  /**
   * What says whole numbers: sign and bits in either order, {@code uint16_t}, {@code 32 bit
   * signed}.
   */
  private static final Pattern WHOLE =
      Pattern.compile(
          "(?<front>16|32|64)?(?:bit)?(?<sign>u|s|un|i|unsigned|signed)?(?:int(?:eger)?|word|bit)?"
              + "(?<bits>16|32|64)?(?:bit)?(?<end>u|s|t|unsigned|signed)?");

  private static final String ORDER =
      "(abcd|cdab|badc|dcba|bigendian|littleendian|wordswap(?:ped)?|swap(?:ped)?|msw|lsw|be|le)$";

  private CsvType() {}

  /** A wording without what stands in brackets, blanks and hyphens. */
  static String bare(String wording) {
    return wording.toLowerCase(Locale.ROOT).replaceAll("\\(.*\\)|\\[.*]|[ _-]", "");
  }

  /**
   * The type; empty where it is none of ours.
   *
   * @param wording as it stands in the table
   * @param registers how many there are, where the table says that elsewhere
   */
  static Optional<String> of(String wording, OptionalInt registers) {
    String whole = bare(wording);
    Optional<String> known = known(whole).or(() -> known(whole.replaceFirst(ORDER, "")));
    return known.isPresent() ? known : number(whole.replaceFirst(ORDER, ""), registers);
  }

  private static Optional<String> known(String word) {
    return Optional.of(WORDINGS.getOrDefault(word, word)).filter(OURS::contains);
  }

  private static Optional<String> number(String word, OptionalInt registers) {
    Matcher whole = WHOLE.matcher(word);
    if (word.isEmpty() || !whole.matches()) {
      return Optional.empty();
    }
    Optional<String> sign =
        Stream.of("sign", "end")
            .map(whole::group)
            .filter(s -> s != null && !s.equals("t"))
            .findFirst();
    boolean isUnsigned = sign.filter(s -> s.startsWith("u")).isPresent();
    boolean isSaid = sign.isPresent() || word.contains("int");
    Optional<String> bits =
        Stream.of("front", "bits")
            .map(whole::group)
            .filter(b -> b != null)
            .findFirst()
            .or(() -> registers.stream().mapToObj(n -> Integer.toString(16 * n)).findFirst());
    return bits.map(b -> (isUnsigned ? "u" : "i") + b).filter(OURS::contains).filter(t -> isSaid);
  }

  /** How many registers a type of ours takes. */
  static int size(String type) {
    return type.endsWith("64") ? 4 : type.endsWith("32") ? 2 : 1;
  }
}
