using System.CommandLine;
using System.Net;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Web;

namespace RewardLab.Commands;

/// <summary>Options of commands that serve pages: where, and by which protocol.</summary>
internal sealed class WebPlaceOptions
{
    private readonly Option<string?> _listen = new("--listen")
    {
        Description = "accept connections from other machines at this address [default: 127.0.0.1, this machine only]",
        HelpName = "ADDRESS:PORT",
    };
    private readonly Option<int?> _port = new("--port")
    {
        Description = "port on this machine; 0 for any free port [default: the usual one, or any free port]",
        HelpName = "N",
    };
    private readonly Option<string?> _certificate = new("--certificate")
    {
        Description = "certificate for HTTPS: a PFX file, or a PEM file with certificate and key",
        HelpName = "FILE",
    };
    private readonly Option<string?> _password = new("--certificate-password")
    {
        Description = "file whose first line is the certificate's password",
        HelpName = "FILE",
    };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _listen, _port, _certificate, _password })
        {
            command.Options.Add(option);
        }
    }

    public WebOptions Read(ParseResult parsed)
    {
        var (listen, port) = (parsed.GetValue(_listen), parsed.GetValue(_port));
        if (listen is not null && port is not null)
        {
            throw new RecipeUsageException(
                "--listen and --port exclude each other. Give the port with --listen ADDRESS:PORT, or use --port N for this machine only.");
        }

        if (port is < 0 or > IPEndPoint.MaxPort)
        {
            throw new RecipeUsageException($"--port {port}: a port is a number from 0 to {IPEndPoint.MaxPort}.");
        }

        return new WebOptions
        {
            Address = listen is not null ? WebAddress.Parse(listen) : WebAddress.Local with { Port = port },
            Certificate = parsed.GetValue(_certificate) is { } file ? WebOptions.ReadCertificate(file, parsed.GetValue(_password)) : null,
        };
    }
}
