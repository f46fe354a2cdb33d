using RewardLab.Studies.Sessions;
using RewardLab.Web.Texts;

namespace RewardLab.Web.Studies;

/// <summary>Pages on which annotators answer a study.</summary>
public static class StudySite
{
    /// <summary>Starts serving them.</summary>
    /// <param name="options">How it serves.</param>
    /// <param name="usualPort">The port where none is asked for, if it is free.</param>
    /// <param name="study">The study.</param>
    /// <param name="links">Who may answer.</param>
    /// <param name="breakMinutes">After how many minutes annotators are reminded to rest; 0 for never.</param>
    /// <param name="report">Gets a line for each failure of the server itself.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <returns>The server, which stops when it is disposed.</returns>
    /// <exception cref="Abstractions.RewardLabException">The address is taken, or is none of this machine.</exception>
    public static Task<WebServer> StartAsync(
        WebOptions options, int usualPort, Study study, StudyLinks links, int breakMinutes, Action<string> report, CancellationToken cancellationToken) =>
        WebServer.StartAsync(options, usualPort, links.IsKnown, new StudyPages(study, links, breakMinutes, PageTexts.English).Map, report, cancellationToken);
}
