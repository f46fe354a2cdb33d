using System.Collections.Frozen;
using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using RewardLab.Web.Texts;

namespace RewardLab.Web;

/// <summary>The pages' own files, which are part of the program: markup, styles and scripts.</summary>
internal static partial class WebPages
{
    private const string Prefix = "Web/";

    private static readonly FrozenDictionary<string, byte[]> Files = Read();

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Sends a file.</summary>
    /// <param name="context">The request.</param>
    /// <param name="name">Its name, such as "label.js".</param>
    /// <exception cref="WebFailure">There is none.</exception>
    public static Task SendAsync(HttpContext context, string name) =>
        Files.TryGetValue(name, out var bytes) && Types.ContainsKey(Path.GetExtension(name))
            ? SendAsync(context, name, bytes)
            : throw new WebFailure(StatusCodes.Status404NotFound, "There is no such page.");

    /// <summary>Sends a page with the texts of its interface.</summary>
    /// <param name="context">The request.</param>
    /// <param name="name">The page's name, such as "label.html".</param>
    /// <param name="texts">The texts.</param>
    public static Task SendAsync(HttpContext context, string name, PageTexts texts) =>
        SendAsync(context, name, Encoding.UTF8.GetBytes(texts.Apply(Markup(name), Markup)));

    private static string Markup(string name) => Encoding.UTF8.GetString(Files[name]);

    private static async Task SendAsync(HttpContext context, string name, byte[] bytes)
    {
        // A newer program may bring another file of this name.
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.ContentType = Types[Path.GetExtension(name)];
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    /// <summary>Sends a page that says why there is none, to a browser that was sent here by a link.</summary>
    public static async Task SendFailureAsync(HttpContext context, int status, string problem)
    {
        var (title, advice) = status == StatusCodes.Status404NotFound
            ? ("This link does not work",
                "The link may be incomplete, or was renewed, or something else was served at this address before. Ask whoever sent it to you for a new one; "
                + "'rewardlab study links' shows the links of a study. Answers that this browser has not sent yet are kept in it.")
            : ("This page cannot be shown", "");
        var page = Encoding.UTF8.GetString(Files["failure.html"])
            .Replace("{title}", HtmlEncoder.Default.Encode(title), StringComparison.Ordinal)
            .Replace("{advice}", HtmlEncoder.Default.Encode(advice), StringComparison.Ordinal)
            .Replace("{problem}", HtmlEncoder.Default.Encode(problem), StringComparison.Ordinal);
        context.Response.ContentType = Types[".html"];
        await context.Response.WriteAsync(page, context.RequestAborted);
    }

    private static FrozenDictionary<string, byte[]> Read()
    {
        var assembly = typeof(WebPages).Assembly;
        var files = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(name => name[Prefix.Length..], name => ReadResource(assembly, name), StringComparer.Ordinal);
        return files.ToFrozenDictionary(
            file => file.Key, file => Path.GetExtension(file.Key) == ".html" ? WithIncludes(file.Value, files) : file.Value, StringComparer.Ordinal);
    }

    private static byte[] ReadResource(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    // What several pages share is a file of its own, which a line names.
    private static byte[] WithIncludes(byte[] page, Dictionary<string, byte[]> files) =>
        Encoding.UTF8.GetBytes(Include().Replace(Encoding.UTF8.GetString(page), match => Encoding.UTF8.GetString(files[match.Groups["name"].Value])));

    [GeneratedRegex(@"^<!-- include (?<name>[a-z-]+\.html) -->\n", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Include();
}
