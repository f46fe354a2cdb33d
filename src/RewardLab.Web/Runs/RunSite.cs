using RewardLab.Runs.Store;


namespace RewardLab.Web.Runs;

/// <summary>Pages that show the runs of a store while they continue. Nothing can be changed there.</summary>
public static class RunSite
{
    /// <summary>Starts serving them.</summary>
    /// <param name="options">How it serves.</param>
    /// <param name="usualPort">The port where none is asked for, if it is free.</param>
    /// <param name="store">The runs.</param>
    /// <param name="token">The token that every address begins with.</param>
    /// <param name="time">The clock.</param>
    /// <param name="report">Gets a line for each failure of the server itself.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <returns>The server, which stops when it is disposed.</returns>
    /// <exception cref="Abstractions.RewardLabException">The address is taken, or is none of this machine.</exception>
    public static Task<WebServer> StartAsync(
        WebOptions options, int usualPort, RunStore store, string token, TimeProvider time, Action<string> report, CancellationToken cancellationToken) =>
        WebServer.StartAsync(options, usualPort, (_, asked) => asked == token, new RunPages(new LiveRuns(store, time)).Map, report, cancellationToken);
}
