import { getRouteApi } from '@tanstack/react-router';

const route = getRouteApi('/account/$account/workspace/$workspace');

/** Opens the form that changes a deployment. */
export function useOpenDeploymentEdit(): (id: string) => void {
  const navigate = route.useNavigate();
  const params = route.useParams();
  return (id) =>
    void navigate({
      to: '/account/$account/workspace/$workspace/deployments/deployment/$id/edit',
      params: { ...params, id },
    });
}
