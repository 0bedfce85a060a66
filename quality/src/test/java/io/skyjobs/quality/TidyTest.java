package io.skyjobs.quality;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import javax.tools.ToolProvider;

/** Sizes, names and references that a reader can rely on. */
class TidyTest {
    private static final int FILE_LINES = 400;
    private static final int METHOD_LINES = 50;

    private static final Pattern EMPTY_NAME =
            Pattern.compile("(.*(Manager|Helper|Utils?|Impl|Base))|(Default([A-Z].*)?)");

    @Test
    void noFileIsLongerThanItsLimit() throws IOException {
        var tooLong = new ArrayList<String>();
        for (var suffix : List.of(".java", ".js", ".sh")) {
            for (var file : Sources.withSuffix(suffix)) {
                var lines = Files.readAllLines(file).size();
                if (lines > FILE_LINES && !file.toString().contains("/vendor/")) {
                    tooLong.add(Sources.shortName(file) + ": " + lines + " lines");
                }
            }
        }
        assertThat(tooLong).as("files over %d lines", FILE_LINES).isEmpty();
    }

    @Test
    void methodsFitAScreenAndNamesSaySomething() throws IOException {
        assertThat(Findings.in(Sources.java()))
                .as("methods over %d lines, and class names without a meaning", METHOD_LINES)
                .isEmpty();
    }

    @Test
    void everyPathThatThePagesNameExists() throws IOException {
        var missing = new ArrayList<String>();
        for (var page : Sources.withSuffix(".md")) {
            // A change log speaks of the past.
            if (page.endsWith("CHANGELOG.md")) {
                continue;
            }
            for (var path : NamedPaths.in(Files.readString(page))) {
                if (!Files.exists(Sources.ROOT.resolve(path))
                        && !Files.exists(page.resolveSibling(path))) {
                    missing.add(Sources.shortName(page) + " names " + path);
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    /** Reads the sources with the compiler's own parser, so that no syntax escapes. */
    private static final class Findings extends TreePathScanner<Void, Void> {
        private final List<String> found = new ArrayList<>();
        private final SourcePositions positions;
        private final CompilationUnitTree unit;

        private Findings(SourcePositions positions, CompilationUnitTree unit) {
            this.positions = positions;
            this.unit = unit;
        }

        static List<String> in(List<Path> files) throws IOException {
            var compiler = ToolProvider.getSystemJavaCompiler();
            try (var manager =
                    compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
                var units = manager.getJavaFileObjectsFromPaths(files);
                var task =
                        (JavacTask)
                                compiler.getTask(
                                        null, manager, null, List.of("-proc:none"), null, units);
                var positions = Trees.instance(task).getSourcePositions();
                var found = new ArrayList<String>();
                for (var unit : task.parse()) {
                    var findings = new Findings(positions, unit);
                    findings.scan(unit, null);
                    found.addAll(findings.found);
                }
                return found;
            }
        }

        @Override
        public Void visitClass(ClassTree type, Void none) {
            if (EMPTY_NAME.matcher(type.getSimpleName()).matches()) {
                found.add(place(type) + " is called " + type.getSimpleName());
            }
            return super.visitClass(type, null);
        }

        @Override
        public Void visitMethod(MethodTree method, Void none) {
            var lines =
                    line(positions.getEndPosition(unit, method))
                            - line(positions.getStartPosition(unit, method))
                            + 1;
            if (lines > METHOD_LINES) {
                found.add(place(method) + " " + method.getName() + " has " + lines + " lines");
            }
            return super.visitMethod(method, null);
        }

        private String place(Tree tree) {
            var file = Path.of(unit.getSourceFile().toUri());
            return Sources.shortName(file) + ":" + line(positions.getStartPosition(unit, tree));
        }

        private long line(long position) {
            return unit.getLineMap().getLineNumber(position);
        }
    }
}
