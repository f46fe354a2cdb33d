namespace RewardLab.Web.Studies;

/// <summary>Pages on which annotators answer a study.</summary>
public static class StudySite
{
    /// <summary>Starts serving them.</summary>
    /// <param name="options">How it serves.</param>
    /// <param name="usualPort">The port where none is asked for, if it is free.</param>
    /// <param name="served">The study.</param>
    /// <param name="time">The clock.</param>
    /// <param name="report">Gets a line for each failure of the server itself.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <returns>The server, which stops when it is disposed.</returns>
    /// <exception cref="Abstractions.RewardLabException">The address is taken, or is none of this machine.</exception>
    public static Task<WebServer> StartAsync(
        WebOptions options, int usualPort, ServedStudy served, TimeProvider time, Action<string> report, CancellationToken cancellationToken) =>
        WebServer.StartAsync(
            options,
            usualPort,
            (_, token) => served.Links.IsKnown(token),
            routes => new StudyPages(served, time).Map(routes, WebServer.Root),
            report,
            cancellationToken);
}
