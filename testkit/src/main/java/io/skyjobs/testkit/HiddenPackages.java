package io.skyjobs.testkit;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.stream.Stream;

/**
 * A class loader in which some packages are missing: a plugin is loaded through it to show that it
 * does without them.
 */
public final class HiddenPackages extends ClassLoader {
    private final List<String> hidden;

    private HiddenPackages(ClassLoader parent, List<String> hidden) {
        super(parent);
        this.hidden = hidden;
    }

    /**
     * A loader of the place that a class is from; what it needs beside that it finds where the
     * class finds it, but for the hidden packages and the class' own.
     *
     * @param hidden what the names of classes that are missing begin with
     */
    public static URLClassLoader around(Class<?> plugin, String... hidden) {
        List<String> names =
                Stream.concat(Stream.of(hidden), Stream.of(plugin.getPackageName() + ".")).toList();
        URL place = plugin.getProtectionDomain().getCodeSource().getLocation();
        return new URLClassLoader(
                new URL[] {place}, new HiddenPackages(plugin.getClassLoader(), names));
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (hidden.stream().anyMatch(name::startsWith)) {
            throw new ClassNotFoundException(name);
        }
        return super.loadClass(name, resolve);
    }
}
