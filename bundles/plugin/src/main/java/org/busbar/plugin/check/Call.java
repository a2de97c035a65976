package org.busbar.plugin.check;

import java.util.regex.Pattern;

/**
 * Something that not everybody may call, as its owner and name stand in a class. What a class
 * inherits it calls by its own name, so to extend or implement some is to call them.
 */
public enum Call {
  /** Ends the process. */
  EXIT("ends the process", "java/lang/System\\.exit|java/lang/Runtime\\.(exit|halt)"),
  /** Starts another process. */
  PROCESS(
      "starts another process",
      "java/lang/Runtime\\.exec|java/lang/ProcessBuilder\\..*|java/lang/ProcessHandle\\.destroy.*"),
  /** Stops, changes or installs bundles, or their configuration. */
  FRAMEWORK(
      "changes which bundles run",
      "org/osgi/framework/Bundle\\.(start|stop|update|uninstall|adapt)"
          + "|org/osgi/framework/BundleContext\\.installBundle"
          + "|org/osgi/framework/(launch|startlevel|wiring|hooks)/.*"
          + "|org/osgi/service/component/runtime/.*"
          + "|org/osgi/service/cm/(ConfigurationAdmin|Configuration)\\..*"),
  /** Starts a thread, timer or pool, or uses one that all share. */
  THREAD(
      "starts threads of its own",
      "java/lang/Thread\\.(<init>|start|ofPlatform|ofVirtual|startVirtualThread)"
          + "|java/lang/Thread\\$Builder.*"
          + "|java/util/Timer\\.<init>"
          + "|java/util/concurrent/Executors\\..*"
          + "|java/util/concurrent/(Scheduled)?ThreadPoolExecutor\\.<init>"
          + "|java/util/concurrent/ForkJoinPool\\..*"
          + "|java/util/concurrent/(ForkJoinTask|RecursiveTask|RecursiveAction|CountedCompleter)\\..*"
          + "|java/util/concurrent/CompletableFuture\\..*(Async|Timeout|delayedExecutor)"
          + "|java/util/concurrent/CompletionStage\\..*Async"
          + "|java/util/concurrent/ConcurrentHashMap.*\\.(forEach|search|reduce).*\\(J.*"
          + "|java/util/stream/StreamSupport\\..*"
          + "|java/awt/.*"
          + "|java/(lang/Thread|util/Arrays)\\.<extends>"
          + "|java/util/concurrent/(CompletableFuture|ConcurrentHashMap)\\.<extends>"
          + "|java/util/concurrent/(StructuredTaskScope|SubmissionPublisher).*"
          + "|.*\\.parallelStream"
          + "|java/util/stream/.*Stream\\.parallel"
          + "|java/util/Arrays\\.parallel.*"
          + "|java/lang/ref/Cleaner\\.create"
          + "|java/lang/Runtime\\.addShutdownHook"),
  /** Opens a socket or a client that does. */
  SOCKET(
      "opens connections of its own",
      "java/net/(Socket|ServerSocket|DatagramSocket|MulticastSocket)\\.<init>"
          + "|java/net/InetAddress\\.(get(All)?ByName|isReachable|getLocalHost)"
          + "|java/net/InetSocketAddress\\.<init>\\(Ljava/lang/String;.*"
          + "|javax?/net/.*SocketFactory\\..*"
          + "|java/net/URL\\.(openConnection|openStream|getContent)"
          + "|java/net/(Http)?URLConnection\\..*"
          + "|java/net/http/.*"
          + "|com/sun/net/httpserver/.*"
          + "|java/nio/channels/(Asynchronous)?(Server)?(Socket|Datagram)(Channel)\\.open"
          + "|java/nio/channels/.*(Socket|Datagram)Channel\\.<extends>"
          + "|java/nio/channels/spi/.*"
          + "|java/util/logging/SocketHandler\\.<init>"
          + "|(java/rmi|javax/naming|javax/management/remote)/.*"),
  /** Asks the platform to talk to hosts. */
  HTTP("talks to hosts", "org/busbar/api/http/.*"),
  /** Opens files, device files included. */
  FILE(
      "opens files of its own",
      "java/io/(FileInputStream|FileOutputStream|RandomAccessFile|FileReader|FileWriter)\\.<init>"
          + "|java/io/File\\.(delete|mkdir|renameTo|createNewFile|createTempFile|list|set).*"
          + "|java/nio/file/Files\\..*"
          + "|java/nio/file/spi/.*"
          + "|java/nio/file/FileSystems?\\.new.*"
          + "|java/(io/File|nio/channels/(Asynchronous)?FileChannel)\\.<extends>"
          + "|java/nio/channels/(Asynchronous)?FileChannel\\.open"
          + "|java/util/(zip/ZipFile|jar/JarFile)\\.<init>"
          + "|java/util/logging/FileHandler\\.<init>"
          + "|java/util/prefs/.*"
          + "|.*\\.<init>\\((Ljava/io/File;|Ljava/nio/file/Path;).*"
          + "|java/(io/Print(Writer|Stream)|util/Formatter)\\.<init>\\(Ljava/lang/String;.*"),
  /** Calls by names put together at run time, or past the access rules: nobody can check those. */
  REFLECTION(
      "calls by reflection",
      "java/lang/Class\\.(forName|newInstance)"
          + "|java/lang/reflect/Method\\.invoke"
          + "|java/lang/reflect/Constructor\\.newInstance"
          + "|java/lang/reflect/(Field|Array)\\.set.*"
          + "|java/lang/reflect/Proxy\\.newProxyInstance"
          + "|java/lang/reflect/.*\\.(trySetAccessible|setAccessible)"
          + "|java/lang/invoke/MethodHandles\\.privateLookupIn"
          + "|.*\\.resolveConstantDesc"
          + "|java/lang/(invoke/MethodHandles|reflect/AccessibleObject)\\.<extends>"
          + "|java/beans/.*"
          + "|java/lang/foreign/MemorySegment\\.reinterpret"
          + "|java/lang/invoke/MethodHandles\\$Lookup\\.(find|unreflect|define).*"
          + "|java/lang/(ClassLoader|ModuleLayer)\\.(<init>|define).*"
          + "|java/net/URLClassLoader\\..*"
          + "|java/util/ServiceLoader\\.load.*"
          + "|(sun/misc|jdk/internal|sun/reflect|com/sun/tools|java/lang/instrument)/.*"
          + "|javax/script/.*"
          + "|java/io/ObjectInputStream\\..*"),
  /** Changes what belongs to the whole process, or leaves something in threads of the platform. */
  PROCESS_STATE(
      "changes what the whole process shares",
      "java/lang/System\\.(set.*|clearProperty)"
          + "|java/util/(Locale|TimeZone)\\.setDefault"
          + "|java/util/TimeZone\\.<extends>"
          + "|java/lang/Thread\\.(set.*|getAllStackTraces|enumerate)"
          + "|java/lang/ThreadGroup\\..*"
          + "|java/lang/(Inheritable)?ThreadLocal\\.(<init>|withInitial)"
          + "|java/lang/management/.*"),
  /** Is what the platform alone is: whoever looks for it as a service could find this instead. */
  PLATFORM(
      "takes the place of a part of the platform",
      "org/busbar/api/plugin/(Containment|Plugins|Succession)\\.<.*>"
          + "|org/busbar/api/safety/(Audit|Discovery|Field|FieldFactory|Recorder)\\.<.*>"
          + "|org/busbar/api/face/(Gateway|Site|SiteEditor)\\.<.*>"
          + "|org/busbar/api/http/HttpAccess\\.<.*>"
          + "|org/osgi/framework/hooks/.*"
          + "|jakarta/(servlet|ws)/.*\\.<(extends|implements)>"),
  /** Speaks to the faces of sites, as consoles do, or to the management of plug-ins. */
  FACE("commands sites as a console would", "org/busbar/api/(face|plugin)/.*");

  private final String words;
  private final Pattern members;

  Call(String words, String members) {
    this.words = words;
    this.members = Pattern.compile(members);
  }

  /** What a class does that calls it, to go after its name. */
  String words() {
    return words;
  }

  /**
   * Whether this is one of them.
   *
   * @param member owner and name ({@code java/lang/Thread.start})
   * @param type its parameters and what it returns ({@code ()V})
   */
  boolean is(String member, String type) {
    return members.matcher(member).matches() || members.matcher(member + type).matches();
  }
}
