using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RewardLab.Studies.Database;
using RewardLab.Web.Runs;
using static RewardLab.Web.Runs.WebText;

namespace RewardLab.Web.Sites;

/// <summary>The list of a server's studies, with the links of their pages.</summary>
/// <param name="studies">The studies.</param>
/// <param name="runsAddress">Where the list of runs is.</param>
internal sealed class StudyListPage(HostedStudies studies, string runsAddress)
{
    /// <summary>What its address begins with, before the token.</summary>
    public const string Root = "/studies";

    /// <summary>Maps the page.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        const string OwnRoot = Root + "/{token}";
        routes.MapGet($"{OwnRoot}/", WebServer.Folder(context =>
        {
            context.Response.ContentType = "text/html; charset=utf-8";
            return context.Response.WriteAsync(Write(), Encoding.UTF8, context.RequestAborted);
        }));
        RunPages.MapStyles(routes, OwnRoot);
    }

    private string Write() => Page("Studies", """
        <link rel="stylesheet" href="runs.css">
        <link rel="stylesheet" href="serve.css">
        """, $"""
        <header>
        <p><a href="{Html(runsAddress)}">All runs</a></p>
        <h1>Studies</h1>
        <p>Whoever has the link of this page can coordinate all of these studies. Give annotators the link on which they answer, or a personal
        link from the coordinator's page.</p>
        </header>
        <main>
        <div class="scroll" tabindex="0" role="region" aria-label="Studies">
        <table class="list">
        <thead><tr><th scope="col">study</th><th scope="col">pages</th><th scope="col">answered</th><th scope="col">people</th>
        <th scope="col">asks for</th></tr></thead>
        <tbody>
        {string.Concat(studies.All.Select(Row))}</tbody>
        </table>
        </div>
        <p>The numbers are those of the moment when the page was loaded.</p>
        </main>
        """);

    private static string Row(HostedStudy hosted)
    {
        var (study, links) = (hosted.Served.Study, hosted.Served.Links);
        var asked = study.Items.Count(item => item is { Known: null, IsClosed: false });
        var total = (long)asked * study.Plan.AnnotatorsPerItem;
        var finished = Math.Min(study.Board.FinishedCount, total);
        var people = study.Annotators.Count(annotator => !annotator.IsReward);
        var open = links.Session is { } session ? $"<a href=\"{Html($"{hosted.Path}/s/{session}/")}\">answer</a>" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"<tr><th scope=\"row\" title=\"{Html(study.Path)}\">{Html(study.Plan.Title)}</th>"
            + $"<td>{open} <a href=\"{Html($"{hosted.Path}/s/{links.Coordinator}/")}\">coordinate</a></td>"
            + $"<td><progress max=\"{Math.Max(1, total)}\" value=\"{finished}\" aria-label=\"answered\"></progress> {finished} of {total}</td>"
            + $"<td class=\"num\">{people}</td>"
            + $"<td>{(study.Plan.Kind == StudyKind.Labels ? "labels" : "comparisons")}</td></tr>\n");
    }
}
