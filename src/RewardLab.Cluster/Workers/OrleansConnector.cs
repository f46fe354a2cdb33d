using RewardLab.Abstractions;
using RewardLab.Cluster.Tokens;

namespace RewardLab.Cluster.Workers;

/// <summary>Waits for a hub at an address: reads the token file each time, since the next run may have another.</summary>
internal sealed class OrleansConnector(HubAddress address, string tokenPath, string build, Action<string> log, TimeProvider time) : IHubConnector
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private bool _hasConnected;
    private string _said = "";

    /// <inheritdoc/>
    public async Task<IHubConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                var endpoint = await address.ResolveAsync(cancellationToken);
                if (!File.Exists(tokenPath))
                {
                    Say($"No token file {tokenPath} yet. The run writes it; waiting for it.");
                }
                else if (JoinToken.Read(tokenPath) is var token && await HubQuestion.AskAsync(endpoint, token, build, time, cancellationToken))
                {
                    var connection = await OrleansConnection.OpenAsync(endpoint, token, build, time, cancellationToken);
                    (_hasConnected, _said) = (true, "");
                    return connection;
                }
                else
                {
                    Say($"No hub at {address} yet; waiting for one.");
                }
            }
            catch (RewardLabException exception) when (_hasConnected)
            {
                // The next run is another's, or its files are not there yet.
                Say(exception.Message);
            }
            catch (Exception exception) when (exception is not (RewardLabException or OperationCanceledException))
            {
                Say($"No connection to {address} yet: {OneLine.FirstLine(exception)}");
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    // Once until something else is to be said.
    private void Say(string line)
    {
        if (line != _said)
        {
            log(line);
            _said = line;
        }
    }
}
