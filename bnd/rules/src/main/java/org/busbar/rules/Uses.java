package org.busbar.rules;

import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a class uses, read from its constant pool: what is not in the pool cannot be used. */
final class Uses {
  private static final Pattern DESCRIBED = Pattern.compile("L([A-Za-z0-9_$/]+)[;<]");

  private Uses() {}

  /** Internal names of the classes it refers to, itself included. */
  static Set<String> classes(ClassModel model) {
    Set<String> names = new TreeSet<>();
    for (PoolEntry entry : model.constantPool()) {
      switch (entry) {
        case ClassEntry type -> addDescribed(names, type.asInternalName());
        case Utf8Entry text when isDescriptor(text.stringValue()) ->
            addDescribed(names, text.stringValue());
        default -> {
          // Other entries point to these.
        }
      }
    }
    return names;
  }

  /** Methods and fields it refers to, as {@code java/time/Instant.now()Ljava/time/Instant;}. */
  static Set<String> members(ClassModel model) {
    Set<String> members = new TreeSet<>();
    for (PoolEntry entry : model.constantPool()) {
      if (entry instanceof MemberRefEntry member) {
        members.add(
            member.owner().asInternalName()
                + "."
                + member.name().stringValue()
                + member.type().stringValue());
      }
    }
    return members;
  }

  private static boolean isDescriptor(String text) {
    return text.startsWith("(") || text.startsWith("L") || text.startsWith("[");
  }

  private static void addDescribed(Set<String> names, String text) {
    if (!text.contains(";")) {
      names.add(text);
      return;
    }
    Matcher matcher = DESCRIBED.matcher(text);
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
  }
}
