using System.Globalization;
using System.Net;
using System.Net.Sockets;
using RewardLab.Abstractions;

namespace RewardLab.Cluster.Workers;

/// <summary>Where a hub is, as users write it: "10.0.0.5:7417", "[fe80::1]:7417" or "head.lab:7417".</summary>
public sealed record HubAddress
{
    private HubAddress(string host, int port) => (Host, Port) = (host, port);

    /// <summary>The name or number of the machine.</summary>
    public string Host { get; }

    /// <summary>The port, from 1 to 65535.</summary>
    public int Port { get; }

    /// <summary>Reads an address.</summary>
    /// <exception cref="RewardLabException">It is none; the message shows one.</exception>
    public static HubAddress Parse(string text)
    {
        var end = text.LastIndexOf(':');
        var host = end > 0 ? text[..end] : "";
        var isNumber = int.TryParse(text.AsSpan(end + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port);
        if (host.Length == 0 || !isNumber || port is < 1 or > ushort.MaxValue || (host.Contains(':') && host[0] != '['))
        {
            throw new RewardLabException($"'{text}' is no address. Write a machine and a port, such as 10.0.0.5:7417 or head.lab:7417.");
        }

        return new HubAddress(host.Trim('[', ']'), port);
    }

    /// <summary>Finds the number of the machine; IPv4 where there is one.</summary>
    /// <exception cref="RewardLabException">Nobody knows the name.</exception>
    public async Task<IPEndPoint> ResolveAsync(CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(Host, out var number))
        {
            return new IPEndPoint(number, Port);
        }

        try
        {
            var numbers = await Dns.GetHostAddressesAsync(Host, cancellationToken);
            return new IPEndPoint(numbers.OrderBy(address => address.AddressFamily == AddressFamily.InterNetwork ? 0 : 1).First(), Port);
        }
        catch (Exception exception) when (exception is SocketException or InvalidOperationException)
        {
            throw new RewardLabException($"Nobody knows the machine '{Host}': {OneLine.FirstLine(exception)}", exception);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
