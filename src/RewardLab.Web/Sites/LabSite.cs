using RewardLab.Runs.Store;
using RewardLab.Web.Runs;
using RewardLab.Web.Studies;

namespace RewardLab.Web.Sites;

/// <summary>Pages that show the runs of a store while they continue, on which nothing can be changed, and beside them the pages of chosen studies.</summary>
public static class LabSite
{
    /// <summary>Starts serving them.</summary>
    /// <param name="options">How it serves.</param>
    /// <param name="usualPort">The port where none is asked for, if it is free.</param>
    /// <param name="store">The runs.</param>
    /// <param name="token">The token of the pages of runs.</param>
    /// <param name="studies">The studies; may be empty.</param>
    /// <param name="studiesToken">The token of the list of studies, whose links let its owner coordinate each.</param>
    /// <param name="time">The clock.</param>
    /// <param name="report">Gets a line for each failure of the server itself.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <returns>The server, which stops when it is disposed.</returns>
    /// <exception cref="Abstractions.RewardLabException">The address is taken, or is none of this machine.</exception>
    public static Task<WebServer> StartAsync(
        WebOptions options,
        int usualPort,
        RunStore store,
        string token,
        HostedStudies studies,
        string studiesToken,
        TimeProvider time,
        Action<string> report,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(studies);
        return WebServer.StartAsync(
            options,
            usualPort,
            (path, asked) => studies.Find(path) is { } hosted ? hosted.Served.Links.IsKnown(asked)
                : path.StartsWithSegments(StudyListPage.Root, StringComparison.OrdinalIgnoreCase) ? asked == studiesToken
                : asked == token,
            routes =>
            {
                new RunPages(new LiveRuns(store, time, studies.AnswerLinks)).Map(routes);
                if (studies.All.Count > 0)
                {
                    new StudyListPage(studies, $"{WebServer.Root.Replace("{token}", token, StringComparison.Ordinal)}/").Map(routes);
                }

                foreach (var (path, served) in studies.All)
                {
                    new StudyPages(served, time).Map(routes, path + WebServer.Root);
                }
            },
            report,
            cancellationToken);
    }
}
