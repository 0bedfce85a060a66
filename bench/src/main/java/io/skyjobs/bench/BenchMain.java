package io.skyjobs.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.List;

/**
 * Entry of the benchmark; ends with 1 when a figure misses its budget, with 2 on a wrong option.
 */
public final class BenchMain {
    private static final int MISSED = 1;
    private static final int MISTAKE = 2;

    private BenchMain() {}

    public static void main(String[] arguments)
            throws IOException, SQLException, InterruptedException {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    /** Does what the arguments say; the answer is the exit code. */
    static int run(List<String> arguments, PrintStream out, PrintStream err)
            throws IOException, SQLException, InterruptedException {
        if (arguments.contains("--help")) {
            out.print(BenchOptions.USAGE);
            return 0;
        }
        BenchOptions options;
        try {
            options = BenchOptions.parse(arguments);
        } catch (BenchOptions.UsageProblem problem) {
            err.println("Error: " + problem.getMessage());
            err.print(BenchOptions.USAGE);
            return MISTAKE;
        }
        Report report = Bench.run(options, out);
        if (options.output().isPresent()) {
            Files.writeString(options.output().get(), report.json(), StandardCharsets.UTF_8);
        }
        for (Figure figure : report.missed()) {
            out.println(
                    "Missed: "
                            + figure.name()
                            + " is "
                            + Figure.number(figure.value())
                            + " "
                            + figure.unit()
                            + ", wanted "
                            + figure.budget().text()
                            + ".");
        }
        return report.missed().isEmpty() ? 0 : MISSED;
    }
}
