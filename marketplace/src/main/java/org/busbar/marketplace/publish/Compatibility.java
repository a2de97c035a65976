package org.busbar.marketplace.publish;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** Whether what a bundle uses of the contracts is there, by the bytes of both. */
final class Compatibility {
  private static final String CONTRACTS = "org/busbar/api/";

  private final Map<String, ClassModel> contracts = new HashMap<>();

  /** Reads the jar of the contracts. */
  Compatibility(Path api) throws IOException {
    read(api, model -> contracts.put(model.thisClass().asInternalName(), model));
  }

  private interface Reader {
    void take(ClassModel model);
  }

  private static void read(Path jar, Reader reader) throws IOException {
    try (JarFile file = new JarFile(jar.toFile(), false)) {
      Enumeration<JarEntry> entries = file.entries();
      while (entries.hasMoreElements()) {
        JarEntry entry = entries.nextElement();
        if (entry.getName().endsWith(".class") && !entry.getName().endsWith("-info.class")) {
          try (InputStream in = file.getInputStream(entry)) {
            reader.take(ClassFile.of().parse(in.readAllBytes()));
          }
        }
      }
    }
  }

  /** Classes and members a bundle uses and the contracts do not have. */
  Set<String> missing(Path bundle) throws IOException {
    Set<String> missing = new TreeSet<>();
    read(bundle, model -> uses(model, missing));
    return missing;
  }

  private void uses(ClassModel model, Set<String> missing) {
    for (PoolEntry entry : model.constantPool()) {
      if (entry instanceof ClassEntry used && isContract(used.asInternalName())) {
        if (!contracts.containsKey(used.asInternalName())) {
          missing.add(used.asInternalName());
        }
      } else if (entry instanceof MemberRefEntry member
          && isContract(member.owner().asInternalName())
          && contracts.containsKey(member.owner().asInternalName())) {
        String name = member.name().stringValue() + member.type().stringValue();
        if (!has(member.owner().asInternalName(), name, new HashSet<>())) {
          missing.add(member.owner().asInternalName() + "." + name);
        }
      }
    }
  }

  private static boolean isContract(String name) {
    return name.startsWith(CONTRACTS);
  }

  /** In the class itself or in what it inherits from; what leaves the contracts is the JDK's. */
  private boolean has(String owner, String member, Set<String> seen) {
    ClassModel model = contracts.get(owner);
    if (model == null || !seen.add(owner)) {
      return model == null && inherited(owner, member, seen);
    }
    boolean own =
        model.methods().stream()
                .anyMatch(
                    each ->
                        (each.methodName().stringValue() + each.methodType().stringValue())
                            .equals(member))
            || model.fields().stream()
                .anyMatch(
                    each ->
                        (each.fieldName().stringValue() + each.fieldType().stringValue())
                            .equals(member));
    return own
        || model
            .superclass()
            .map(each -> inherited(each.asInternalName(), member, seen))
            .orElse(false)
        || model.interfaces().stream().anyMatch(each -> has(each.asInternalName(), member, seen));
  }

  private boolean inherited(String parent, String member, Set<String> seen) {
    if (contracts.containsKey(parent)) {
      return has(parent, member, seen);
    }
    String name = member.substring(0, Math.max(0, member.indexOf('(')));
    try {
      // What a contract inherits from outside is the JDK's: records, enums, exceptions.
      Class<?> type =
          Class.forName(parent.replace('/', '.'), false, ClassLoader.getPlatformClassLoader());
      for (Class<?> each = type; each != null; each = each.getSuperclass()) {
        if (Arrays.stream(each.getDeclaredMethods()).anyMatch(m -> m.getName().equals(name))) {
          return true;
        }
      }
      return false;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
