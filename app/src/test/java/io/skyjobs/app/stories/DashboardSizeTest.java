package io.skyjobs.app.stories;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;

import io.skyjobs.app.MemoryPlane;
import io.skyjobs.app.api.ApiClient;
import io.skyjobs.app.api.Nothing;
import io.skyjobs.app.api.SignInCodeReply;
import io.skyjobs.app.cli.TestShell;
import io.skyjobs.app.cli.TestShell.Outcome;
import io.skyjobs.app.server.TestServer;
import io.skyjobs.core.controller.LogName;
import io.skyjobs.core.persistence.JobStore.JobHeader;
import io.skyjobs.core.persistence.StoreWrite;
import io.skyjobs.spi.LogPhase;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Many jobs and long logs in a real browser: nothing freezes. */
@Tag("peer")
@EnabledIfEnvironmentVariable(named = "SKY_TEST_BROWSER", matches = ".+")
class DashboardSizeTest {
    private static final int JOBS = 100_000;
    private static final int LOG_MIB = 100;

    /** No person sees a stop that is shorter; generous, as this machine does other things too. */
    private static final double LONGEST_FREEZE_MILLIS = 700;

    private static final double PATIENCE_MILLIS = 60_000;

    /** Notes the longest time between two frames. */
    private static final String WATCH =
            "() => { window.frozen = 0; let last = performance.now();"
                    + " const frame = () => { const now = performance.now();"
                    + " window.frozen = Math.max(window.frozen, now - last); last = now;"
                    + " requestAnimationFrame(frame); }; requestAnimationFrame(frame); }";

    /** Lets the page hold so many MiB of a log, and shows what it holds. */
    private static final String HELD_MIB =
            "async mib => { const { LogSource } = await import('/dashboard/assets/log-source.js');"
                    + " LogSource.most = mib * 1048576; const run = LogSource.prototype.run;"
                    + " LogSource.prototype.run = function () { window.log = this;"
                    + " return run.call(this); }; }";

    /** All that was heard is shown, and so are the lines at the place that was scrolled to. */
    private static final String SETTLED =
            "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() =>"
                    + " done(!window.log.pending))))";

    private static final String LETS_GO =
            "gone => new Promise(done => { const look = () => window.log.gone > gone"
                    + " ? done(true) : requestAnimationFrame(look); look(); })";

    private static final String TOP_LINE =
            "() => { const box = document.querySelector('.log').getBoundingClientRect();"
                    + " return document.elementFromPoint(box.left + 100, box.top + 40)"
                    + ".closest('.line').textContent; }";

    @TempDir Path directory;
    private int line;
    private long logged;
    private StoreWrite.@Nullable Submit like;
    private MemoryPlane plane;
    private TestServer server;
    private Browsing browsing;
    private Page page;

    @BeforeEach
    void open() {
        plane = new MemoryPlane(directory);
        server = new TestServer(plane);
        browsing = new Browsing();
        page = browsing.page();
        page.setDefaultTimeout(PATIENCE_MILLIS);
    }

    @AfterEach
    void close() {
        browsing.close();
        server.close();
    }

    private void signIn(String path) throws Exception {
        SignInCodeReply code =
                new ApiClient(server.port(), TestServer.TOKEN)
                        .post(
                                "/sign-in/codes",
                                Nothing.class,
                                new Nothing(""),
                                SignInCodeReply.class);
        page.clock().setFixedTime(MemoryPlane.NOW.toEpochMilli());
        page.navigate(
                "http://127.0.0.1:" + server.port() + "/dashboard" + path + "#code=" + code.code());
        page.locator("h1").waitFor();
        page.evaluate(WATCH);
    }

    /** Accepts a job; the first one is typed, the others are like it. */
    private void accept(String name) {
        if (like == null) {
            Outcome outcome =
                    new TestShell(directory, server::port, () -> TestServer.TOKEN)
                            .run("jobs", "launch", "-y", "-d", "-n", name, "echo hi");
            assertThat(outcome.code()).as("%s", outcome).isZero();
            like = plane.submits().getFirst();
            return;
        }
        StoreWrite.Submit first = Objects.requireNonNull(like);
        JobHeader header = first.header();
        plane.submit(
                new StoreWrite.Submit(
                        name,
                        new JobHeader(
                                name,
                                header.user(),
                                header.workspace(),
                                header.priority(),
                                header.taskNames(),
                                header.resources(),
                                header.taskIds(),
                                header.rank(),
                                header.copies(),
                                header.shown()),
                        first.spec(),
                        first.secrets(),
                        first.at()),
                answer -> {});
    }

    private double frozen() {
        return ((Number) page.evaluate("window.frozen")).doubleValue();
    }

    @Test
    void aHundredThousandJobsAreAScreenfulAway() throws Exception {
        for (int i = 0; i < JOBS; i++) {
            accept(i % 1000 == 0 ? "needle-" + i : "job-" + i);
        }
        signIn("/jobs?size=500");
        page.getByText("1–500 of 100,000").waitFor();
        for (int step = 1; step <= 20; step++) {
            page.evaluate("share => scrollTo(0, document.body.scrollHeight * share)", step / 20.0);
        }
        page.getByText("Next").click();
        page.getByText("501–1,000 of 100,000").waitFor();
        page.getByLabel("Name or ID").fill("NEEDLE");
        page.getByText("1–100 of 100").waitFor();
        page.getByText("needle-99000").first().waitFor();
        assertThat(frozen()).isLessThan(LONGEST_FREEZE_MILLIS);
        browsing.withoutComplaints();
    }

    @Test
    void aLogOfAHundredMegabytesIsReadSearchedAndScrolled() throws Exception {
        accept("long");
        plane.run(1, 0, 1, 1);
        LogName log = new LogName(1, 0, 1, 0, LogPhase.RUN);
        StringBuilder portion = new StringBuilder();
        int line = 0;
        for (int mib = 0; mib < LOG_MIB; mib++) {
            portion.setLength(0);
            while (portion.length() < 1 << 20) {
                portion.append("step ")
                        .append(line++)
                        .append(" loss 0.123456 and some more text\n");
            }
            plane.log(log, portion.toString());
        }
        signIn("/jobs/1");
        page.getByText("100.0 MiB").waitFor();
        String last = "step " + (line - 1) + " loss";
        page.locator(".line", new Page.LocatorOptions().setHasText(last)).waitFor();
        page.locator(".log").evaluate("box => { box.scrollTop = box.scrollHeight / 2; }");
        page.getByLabel("Search the log").fill("step " + line / 3 + " ");
        page.getByText("1 lines").waitFor();
        page.getByLabel("Search the log").press("Enter");
        page.locator(".line.goal").waitFor();
        assertThat(page.locator(".line.goal").textContent()).contains("step " + line / 3 + " loss");
        assertThat(page.locator(".line").count()).as("lines in the page").isLessThan(200);
        assertThat(frozen()).isLessThan(LONGEST_FREEZE_MILLIS);
        browsing.withoutComplaints();
    }

    private void grow(LogName log, int mib) {
        for (int portion = 0; portion < mib; portion++) {
            StringBuilder text = new StringBuilder();
            while (text.length() < 1 << 20) {
                text.append("step ").append(line++).append(" loss 0.123456 and some more text\n");
            }
            logged += text.length();
            plane.log(log, text.toString());
        }
    }

    private Locator line(String text) {
        return page.locator(".line", new Page.LocatorOptions().setHasText(text));
    }

    @Test
    void ofALogThatGrowsForEverTheEndIsHeld() throws Exception {
        accept("endless");
        plane.run(1, 0, 1, 1);
        LogName log = new LogName(1, 0, 1, 0, LogPhase.RUN);
        grow(log, 1);
        signIn("/jobs");
        page.evaluate(HELD_MIB, 2);
        page.getByText("endless").first().click();
        line("step " + (line - 1) + " ").waitFor();
        grow(log, 9);
        line("step " + (line - 1) + " ").waitFor();
        page.getByText("are left out here; download has all of it.").waitFor();
        assertThat(((Number) page.evaluate("window.log.blocks.length")).intValue())
                .as("blocks of a MiB that are held")
                .isBetween(2, 4);
        assertThat(page.locator(".line").last().locator(".line-number").textContent())
                .as("lines are counted from the beginning of the log")
                .isEqualTo(Integer.toString(line));

        page.getByLabel("Search the log").fill("step 7 ");
        page.getByText("0 lines in the last 2.").waitFor();
        page.getByLabel("Search the log").fill("needle");
        page.getByText("0 lines in the last 2.").waitFor();
        plane.log(log, "a needle\n");
        page.getByText("1 lines in the last 2.").waitFor();

        // Who reads further up goes on reading while lines above are let go.
        page.getByLabel("Follow").uncheck();
        page.locator(".log").evaluate("box => { box.scrollTop = box.scrollHeight * 0.9; }");
        page.evaluate(SETTLED);
        Object gone = page.evaluate("window.log.gone");
        Object read = page.evaluate(TOP_LINE);
        grow(log, 1);
        page.evaluate(LETS_GO, gone);
        page.evaluate(SETTLED);
        assertThat(page.evaluate(TOP_LINE)).isEqualTo(read);

        Download saved =
                page.waitForDownload(
                        () ->
                                page.locator(
                                                ".log-tools button",
                                                new Page.LocatorOptions().setHasText("Download"))
                                        .click());
        assertThat(Files.size(saved.path())).isEqualTo(logged + "a needle\n".length());
        browsing.withoutComplaints();
    }
}
