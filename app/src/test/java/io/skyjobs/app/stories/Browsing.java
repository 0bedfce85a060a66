package io.skyjobs.app.stories;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A real browser, which a story looks through. Whatever a page complains about in its console fails
 * the story.
 *
 * <p>It needs {@code SKY_TEST_BROWSER}, a Chromium, and {@code SKY_TEST_PLAYWRIGHT}, a folder whose
 * {@code package} is Playwright's driver; {@code .ci/run browser} brings both.
 */
final class Browsing implements AutoCloseable {
    private static final double PATIENCE_MILLIS = 15_000;

    /** What axe says of these alone counts: rules of the web's standards, levels A and AA. */
    private static final String AXE =
            "async () => (await axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a',"
                    + " 'wcag21aa', 'best-practice']})).violations.map(one => one.id + ': ' +"
                    + " one.nodes.map(node => node.target + ' ' +"
                    + " node.failureSummary).slice(0,3).join(' | '))";

    private final Playwright playwright;
    private final Browser browser;
    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new ArrayList<>();

    /** A browser with nothing in it. */
    Browsing() {
        System.setProperty("playwright.cli.dir", variable("SKY_TEST_PLAYWRIGHT"));
        this.playwright =
                Playwright.create(
                        new Playwright.CreateOptions()
                                .setEnv(
                                        Map.of(
                                                "PLAYWRIGHT_NODEJS_PATH",
                                                System.getenv()
                                                        .getOrDefault(
                                                                "SKY_TEST_NODE",
                                                                "/usr/bin/node"))));
        this.browser =
                playwright
                        .chromium()
                        .launch(
                                new BrowserType.LaunchOptions()
                                        .setExecutablePath(Path.of(variable("SKY_TEST_BROWSER")))
                                        .setArgs(
                                                List.of(
                                                        "--no-sandbox",
                                                        "--disable-gpu",
                                                        "--disable-quic",
                                                        "--no-first-run",
                                                        "--disable-background-networking",
                                                        "--disable-component-update",
                                                        "--disable-sync")));
        this.context =
                browser.newContext(
                        new Browser.NewContextOptions()
                                .setViewportSize(1280, 900)
                                .setLocale("en-GB"));
        this.page = context.newPage();
        page.setDefaultTimeout(PATIENCE_MILLIS);
        page.onPageError(complaints::add);
        page.onConsoleMessage(
                message -> {
                    if (message.type().equals("error") || message.type().equals("warning")) {
                        complaints.add(message.text());
                    }
                });
    }

    private static String variable(String name) {
        return Objects.requireNonNull(System.getenv(name), name);
    }

    /** The page. */
    Page page() {
        return page;
    }

    /** Signs in as the command tells; answers where all pages are. */
    String signIn(World world) {
        String url = world.address("dashboard", "--no-browser");
        page.navigate(url);
        page.getByRole(AriaRole.NAVIGATION).first().waitFor();
        return url.replaceAll("/dashboard.*", "/dashboard");
    }

    /** Chooses colours and language, from the next page on. */
    Browsing prefers(String theme, String language) {
        page.evaluate(
                "([theme, language]) => { localStorage.setItem('skyjobs.theme', theme);"
                        + " localStorage.setItem('skyjobs.language', language); }",
                List.of(theme, language));
        return this;
    }

    /** Waits until a text is to be seen. */
    Browsing sees(String text) {
        page.getByText(text).first().waitFor();
        return this;
    }

    /** What stands in the way of those who do not see or do not use a mouse. */
    List<?> barriers() {
        try (InputStream script =
                Objects.requireNonNull(Browsing.class.getResourceAsStream("/axe.min.js"))) {
            page.evaluate(new String(script.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return (List<?>) page.evaluate(AXE);
    }

    /** Fails when a page complained of anything but these. */
    Browsing withoutComplaints(String... expected) {
        complaints.removeIf(complaint -> List.of(expected).stream().anyMatch(complaint::contains));
        assertThat(complaints).isEmpty();
        return this;
    }

    @Override
    public void close() {
        context.close();
        browser.close();
        playwright.close();
    }
}
