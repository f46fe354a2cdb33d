using System.Text;
using Deque.AxeCore.Commons;

namespace RewardLab.Web.Tests.Browser;

/// <summary>Rules of accessibility (WCAG 2.2 A and AA, and good practice), checked in the browser.</summary>
internal static class AxeCore
{
    private static readonly string Script = ReadScript();

    /// <summary>What the page breaks: a line for each rule, with the elements; empty where it breaks none.</summary>
    public static async Task<string[]> ViolationsAsync(BrowserPage page)
    {
        await page.EvaluateAsync($"() => {{ {Script} }}");

        // Colours on their way from one state to another are not those of either.
        await page.EvaluateAsync("() => Promise.allSettled(document.getAnimations().map(animation => animation.finished))");
        return await page.EvaluateAsync<string[]>(
            "() => axe.run(document, { resultTypes: ['violations'] }).then(result => result.violations.map(rule => "
            + "`${rule.id}: ${rule.help}: ${rule.nodes.map(node => node.target.join(' ')).slice(0, 4).join(', ')}`))");
    }

    private static string ReadScript()
    {
        using var stream = typeof(AxeResult).Assembly.GetManifestResourceStream("Deque.AxeCore.Commons.Resources.axe.min.js")!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
