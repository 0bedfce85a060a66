package io.skyjobs.app.server;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * Plugins on the class path and in the distribution's folders: each folder has one class loader, so
 * that libraries of different folders never meet, and what is not asked for is not loaded.
 */
final class PluginFolders {
    private final List<ClassLoader> loaders = new ArrayList<>();

    /**
     * @param distribution where the distribution is; empty when there is none
     */
    PluginFolders(Optional<Path> distribution) throws StartProblem {
        if (distribution.isPresent()) {
            for (Path folder : folders(distribution.get().resolve("lib").resolve("providers"))) {
                loaders.add(loader(folder));
            }
        }
    }

    /** All plugins of a kind: those of the class path first. */
    <T> List<T> load(Class<T> kind) {
        List<T> found = new ArrayList<>();
        ServiceLoader.load(kind).forEach(found::add);
        for (ClassLoader loader : loaders) {
            for (T plugin : ServiceLoader.load(kind, loader)) {
                boolean known =
                        found.stream()
                                .anyMatch(
                                        it ->
                                                it.getClass()
                                                        .getName()
                                                        .equals(plugin.getClass().getName()));
                if (!known) {
                    found.add(plugin);
                }
            }
        }
        return found;
    }

    private static List<Path> folders(Path root) throws StartProblem {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(root)) {
            return entries.filter(Files::isDirectory).sorted().toList();
        } catch (IOException unreadable) {
            throw new StartProblem(StartProblem.FAILURE, "Cannot read " + root + ".", unreadable);
        }
    }

    /** Never closed: plugins live as long as the process. */
    private static ClassLoader loader(Path folder) throws StartProblem {
        try (Stream<Path> entries = Files.list(folder)) {
            List<URL> jars = new ArrayList<>();
            for (Path jar : entries.sorted().toList()) {
                if (jar.toString().endsWith(".jar")) {
                    jars.add(jar.toUri().toURL());
                }
            }
            return new URLClassLoader(
                    jars.toArray(URL[]::new), PluginFolders.class.getClassLoader());
        } catch (IOException unreadable) {
            throw new StartProblem(StartProblem.FAILURE, "Cannot read " + folder + ".", unreadable);
        }
    }
}
