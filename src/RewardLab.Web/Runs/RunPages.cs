using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RewardLab.Runs.Samples;
using RewardLab.Reports.Pages;
using RewardLab.Runs.Store;

namespace RewardLab.Web.Runs;

/// <summary>The pages on which runs are watched while they continue: a list, each run, several together, their images and reports.
/// Nothing can be changed on them.</summary>
/// <param name="runs">The runs.</param>
internal sealed class RunPages(LiveRuns runs)
{
    private const int MaxTogether = 20;
    private const int SamplesOnAPage = 200;
    private const int MaxColumns = 40;

    /// <summary>Maps the pages.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet($"{WebServer.Root}/", WebServer.Folder(context => HtmlAsync(context, RunListPage.Write(runs.Rows([])))));
        routes.MapGet($"{WebServer.Root}/list", context => HtmlAsync(context, runs.Rows(Chosen(context))));
        routes.MapGet($"{WebServer.Root}/columns", ColumnsAsync);
        routes.MapGet($"{WebServer.Root}/runs", RunsAsync);
        routes.MapGet($"{WebServer.Root}/live", LiveAsync);
        routes.MapGet($"{WebServer.Root}/samples/{{run}}", SamplesAsync);
        routes.MapGet(
            $"{WebServer.Root}/image/{{run}}/{{**file}}",
            context => ServedFile.SendImageAsync(context, Run(context).Folder, (string?)context.GetRouteValue("file") ?? "", "no-cache"));
        routes.MapGet($"{WebServer.Root}/report/{{run}}", ReportAsync);
        MapStyles(routes, WebServer.Root);
        routes.MapGet($"{WebServer.Root}/runs.js", context => TextAsync(context, "text/javascript; charset=utf-8", PageResources.Script));
        routes.MapGet($"{WebServer.Root}/serve.js", context => WebPages.SendAsync(context, "serve.js"));
    }

    /// <summary>Maps the styles of these pages.</summary>
    /// <param name="routes">The routes.</param>
    /// <param name="root">What the addresses of pages begin with.</param>
    public static void MapStyles(IEndpointRouteBuilder routes, string root)
    {
        routes.MapGet($"{root}/runs.css", context => TextAsync(context, "text/css; charset=utf-8", PageResources.Style));
        routes.MapGet($"{root}/serve.css", context => WebPages.SendAsync(context, "serve.css"));
    }

    private static Task TextAsync(HttpContext context, string type, string text)
    {
        context.Response.ContentType = type;
        return context.Response.WriteAsync(text, Encoding.UTF8, context.RequestAborted);
    }

    private static ListColumn[] Chosen(HttpContext context) =>
        [.. context.Request.Query["column"].OfType<string>().Take(MaxColumns).Select(ListColumn.Parse).OfType<ListColumn>()];

    private static Task HtmlAsync(HttpContext context, string html) => TextAsync(context, "text/html; charset=utf-8", html);

    private RunEntry Run(HttpContext context) => Find((string)context.GetRouteValue("run")!);

    private RunEntry Find(string id) => runs.Find(id) ?? throw new WebFailure(StatusCodes.Status404NotFound, "There is no such run.");

    private RunEntry[] Requested(HttpContext context)
    {
        RunEntry[] asked = [.. context.Request.Query["run"].OfType<string>().Distinct(StringComparer.Ordinal).Take(MaxTogether + 1).Select(Find)];
        return asked.Length is 0 or > MaxTogether ? throw new WebFailure(StatusCodes.Status400BadRequest, $"Name 1 to {MaxTogether} runs.") : asked;
    }

    private Task RunsAsync(HttpContext context)
    {
        // Colours of cells are the page's own, and known only when it is written: this page alone may have them.
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        context.Response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; "
            + "form-action 'none'; frame-ancestors 'none'";
        var (feeds, version) = runs.Follow(Requested(context));
        return HtmlAsync(context, RunsLivePage.Write(RunFacts.From(feeds), version, nonce));
    }

    private Task ColumnsAsync(HttpContext context)
    {
        var (columns, isWhole) = runs.Columns();
        return context.Response.WriteAsJsonAsync(
            new { isWhole, columns = columns.Select(column => new { column.Id, column.Name, column.Group, column.IsMetric }) }, context.RequestAborted);
    }

    private Task LiveAsync(HttpContext context)
    {
        var (feeds, version) = runs.Follow(Requested(context));
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(
            RunsLivePage.Json(feeds, version, context.Request.Query["version"].ToString()), Encoding.UTF8, context.RequestAborted);
    }

    private Task SamplesAsync(HttpContext context)
    {
        var run = Run(context);
        var page = int.TryParse(context.Request.Query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : 0;
        return HtmlAsync(
            context, RunSamplesPage.Write(run, SampleReader.Read(run.Folder), SampleQuery.From(context.Request.Query), page, SamplesOnAPage));
    }

    // The report's own policy allows its inline style and no script at all.
    private async Task ReportAsync(HttpContext context)
    {
        var path = ServedFile.Inside(Run(context).Folder, Reports.Documents.ReportWriter.HtmlFileName)
            ?? throw new WebFailure(StatusCodes.Status404NotFound, "The run has no report yet.");
        context.Response.Headers.ContentSecurityPolicy =
            "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.SendFileAsync(path, context.RequestAborted);
    }
}
