using System.Security.Cryptography;
using System.Text;
using RewardLab.Abstractions;
using RewardLab.Reports.Documents;

namespace RewardLab.Reports.Pages;

/// <summary>The style and the script of pages about runs.</summary>
public static class PageResources
{
    /// <summary>The style sheet. Holds neither &lt; nor &amp;, so that a page is XML as well.</summary>
    public static string Style { get; } = HtmlStyle.Css.ReplaceLineEndings("\n") + "\n" + Read("runs-page.css");

    /// <summary>The script: charts, tables that can be sorted, buttons that copy.
    /// It finds what it brings to life by itself, and offers window.RewardLab for data that come later.</summary>
    /// <remarks>Stands between marks that hide its &lt; and &amp; from a reader of XML, and are comments to one of HTML.</remarks>
    public static string Script { get; } =
        $"//<![CDATA[\n{Read("runs-lines.js")}{Read("runs-chart.js")}{Read("runs-held-out.js")}{Read("runs-page.js")}//]]>\n";

    /// <summary>The hash of a style's or script's text, as a Content-Security-Policy names it.</summary>
    public static string HashOf(string text) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";

    private static string Read(string name)
    {
        using var stream = typeof(PageResources).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not in the assembly.");
        using var reader = TextFile.Open(stream, name);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
