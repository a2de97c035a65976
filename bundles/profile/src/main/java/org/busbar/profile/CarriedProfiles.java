package org.busbar.profile;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Manifest;
import org.busbar.profile.api.Profile;
import org.busbar.profile.api.Profiles;
import org.busbar.profile.api.SunSpecModel;

/**
 * The profiles of all bundles on the class path, for tools and tests that run without a framework;
 * they find it with {@link java.util.ServiceLoader}.
 */
public final class CarriedProfiles implements Profiles {
  private static final String MANIFEST = "META-INF/MANIFEST.MF";

  private final ProfileLibrary library = new ProfileLibrary();

  /** Reads them all; throws {@link UncheckedIOException} where a bundle cannot be read. */
  public CarriedProfiles() {
    try {
      for (URL manifest :
          Collections.list(CarriedProfiles.class.getClassLoader().getResources(MANIFEST))) {
        addBundle(manifest);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The driver that makes devices out of them. */
  public ProfileDriver driver() {
    return new ProfileDriver(library);
  }

  private void addBundle(URL manifest) throws IOException {
    String folder;
    try (InputStream in = manifest.openStream()) {
      folder = new Manifest(in).getMainAttributes().getValue(ProfileService.HEADER);
    }
    if (folder == null) {
      return;
    }
    URI at = URI.create(manifest.toString());
    if (at.getScheme().equals("file")) {
      Path root = Path.of(at).getParent().getParent();
      library.addFolder(root.toString(), root.resolve(folder));
      return;
    }
    Path jar = Path.of(URI.create(at.getSchemeSpecificPart().replace("!/" + MANIFEST, "")));
    try (FileSystem files = FileSystems.newFileSystem(jar, Map.of())) {
      library.addFolder(jar.toString(), files.getPath("/", folder));
    }
  }

  @Override
  public Optional<Profile> find(String id) {
    return library.find(id);
  }

  @Override
  public Optional<SunSpecModel> sunSpecModel(int id) {
    return library.sunSpecModel(id);
  }

  @Override
  public List<Profile> all() {
    return library.all();
  }
}
