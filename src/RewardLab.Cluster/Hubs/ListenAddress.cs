using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using RewardLab.Abstractions;

namespace RewardLab.Cluster.Hubs;

/// <summary>Where a hub listens, as users write it: a real address of the machine and a port, because workers dial exactly what the hub names.</summary>
public static class ListenAddress
{
    /// <summary>Reads an address.</summary>
    /// <param name="text">Such as "10.0.0.5:7417" or "127.0.0.1:7417".</param>
    /// <param name="hasTokenFile">Whether a token file is named, without which nobody beyond this machine may be let in.</param>
    /// <exception cref="RewardLabException">It is no address, stands for all of them, or reaches beyond this machine without a token file.</exception>
    public static IPEndPoint Parse(string text, bool hasTokenFile)
    {
        if (!IPEndPoint.TryParse(text, out var endpoint) || endpoint.Port == 0)
        {
            throw new RewardLabException($"'{text}' is no address to listen at. Give a number of this machine and a port, such as {Example()}.");
        }

        if (endpoint.Address.Equals(IPAddress.Any) || endpoint.Address.Equals(IPAddress.IPv6Any))
        {
            throw new RewardLabException($"Workers dial the address that the run names, so '{endpoint.Address}' cannot be it. Give one of: {Own()}.");
        }

        return hasTokenFile || IPAddress.IsLoopback(endpoint.Address)
            ? endpoint
            : throw new RewardLabException(
                $"Who reaches {endpoint} could join the run. Name a file for the token with --token-file, and copy it to the workers.");
    }

    private static string Example() => $"{Numbers().FirstOrDefault() ?? IPAddress.Loopback}:7417";

    private static string Own() => string.Join(", ", Numbers().Append(IPAddress.Loopback));

    private static IEnumerable<IPAddress> Numbers() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(network => network.OperationalStatus == OperationalStatus.Up)
        .SelectMany(network => network.GetIPProperties().UnicastAddresses)
        .Select(address => address.Address)
        .Where(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address));
}
