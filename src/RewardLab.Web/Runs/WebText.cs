using System.Net;

namespace RewardLab.Web.Runs;

/// <summary>Words inside a page.</summary>
internal static class WebText
{
    /// <summary>Text that stays text in HTML, also between quotation marks.</summary>
    public static string Html(string? text) => WebUtility.HtmlEncode(text ?? "");

    /// <summary>A part of an address.</summary>
    public static string Url(string text) => Html(Uri.EscapeDataString(text));

    /// <summary>The frame of a page: head, title and body.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="head">More for its head.</param>
    /// <param name="body">What it holds.</param>
    public static string Page(string title, string head, string body) => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{Html(title)} - RewardLab</title>
        <link rel="icon" href="data:,">
        {head}
        </head>
        <body>
        {body}
        </body>
        </html>

        """;
}
